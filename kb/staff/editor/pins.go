package editor

import (
	"context"
	"net/http"
	"strings"
	"time"

	"auskunft"
	"auskunft/internal/web"
	"auskunft/kb/account"
	"auskunft/kb/pin"
	"auskunft/kb/staff/frame"
)

const pinsPath = frame.Root + "/festgelegt"

func (p *pages) pinRoutes() {
	p.handle("GET "+pinsPath, account.DraftArticle, p.pins)
	p.handle("GET "+pinsPath+"/neu", account.SetPins, p.newPin)
	p.handle("POST "+pinsPath, account.SetPins, p.addPin)
	p.on(pinsPath, "pin_unknown")("POST", "/entfernen", account.SetPins, p.removePin)
}

// pinsPage lists the fixed answers, and tries a question on them.
type pinsPage struct {
	Pins     []pinRow
	May      bool // remove them
	Question string
	Tried    []tried
}

type pinRow struct {
	pin.Pin
	Article, Status, Expires string
}

// tried is a family that a question is like.
type tried struct {
	pin.Match
	Percent int // of the words in common
	Hits    bool
}

// triedShown is how many families a tried question is shown with.
const triedShown = 3

func (p *pages) pins(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
	list, err := p.Pins.List(r.Context(), who, time.Now())
	if err != nil {
		return err
	}
	page := pinsPage{May: account.May(who.Role, account.SetPins), Question: strings.TrimSpace(r.URL.Query().Get("frage"))}
	for _, found := range list {
		page.Pins = append(page.Pins, pinRow{found, pathOf(found.Seed.Article), p.Text("pin_" + string(found.State)), frame.Day(found.ExpiresAt)})
	}
	if runes := []rune(page.Question); len(runes) > pin.MaxQuestion {
		page.Question = string(runes[:pin.MaxQuestion])
	}
	if page.Question != "" {
		matches, err := p.Pins.Matches(r.Context(), who.Reader(), page.Question, time.Now())
		if err != nil {
			return err
		}
		for _, m := range matches[:min(len(matches), triedShown)] {
			page.Tried = append(page.Tried, tried{m, int(m.Share * 100), m.Difference == pin.None})
		}
	}
	p.Show(w, r, http.StatusOK, "pins.html", who, p.Text("pins"), page)
	return nil
}

// pinPage is a fixed answer in a form, beside the text that it has to quote.
type pinPage struct {
	listRow
	Version                             *version
	Error                               string
	Name, Questions, Sentences, Expires string
	Why                                 string
}

// usualPin is how long a new pin lasts unless somebody says otherwise: half of the longest.
const usualPin = pin.Longest / 2

func (p *pages) newPin(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
	id, err := number(r.URL.Query().Get("artikel"))
	if err != nil {
		return err
	}
	return p.showPin(w, r, who, pinPage{Expires: day(time.Now().Add(usualPin))}, int64(id), nil)
}

func (p *pages) showPin(w http.ResponseWriter, r *http.Request, who auskunft.Account, page pinPage, id int64, problem error) error {
	a, _, err := p.Articles.Get(r.Context(), who, id)
	if err != nil {
		return err
	}
	if a.Live == 0 {
		return auskunft.Errorf(auskunft.NotFound, "pin_article", "article %d is not published", id)
	}
	live, err := p.Articles.Revision(r.Context(), who, id, a.Live)
	if err != nil {
		return err
	}
	page.listRow, page.Version = p.row(a), shown(a, live)
	status := http.StatusOK
	if problem != nil {
		status, page.Error = web.StatusOf(problem), p.ErrorText(problem)
	}
	p.Show(w, r, status, "pin.html", who, p.Text("new_pin"), page)
	return nil
}

func (p *pages) addPin(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
	if err := frame.ReadLongForm(w, r, maxPinForm); err != nil {
		return err
	}
	get := r.PostForm.Get
	page := pinPage{Name: get("name"), Questions: get("questions"), Sentences: get("sentences"), Expires: get("expires"), Why: get("why")}
	id, err := number(get("article"))
	if err != nil {
		return err
	}
	expires, err := berlin(time.DateOnly, page.Expires)
	if err == nil {
		seed := pin.Seed{Name: page.Name, Article: int64(id), Questions: strings.Split(page.Questions, "\n"), Sentences: strings.Split(page.Sentences, "\n"), ExpiresAt: expires}
		_, err = p.Pins.Add(r.Context(), pin.By(actor(r, who)), seed, time.Now())
	}
	if err != nil {
		return p.showPin(w, r, who, page, int64(id), err)
	}
	return goTo(w, r, pinsPath)
}

// maxPinForm is the largest form of a pin, in bytes: all questions and sentences at their
// longest, each character sent as twelve bytes.
const maxPinForm = 12*pin.MaxQuestion*(pin.MaxQuestions+pin.MaxSentences) + 16<<10

func (p *pages) removePin(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	if err := frame.ReadForm(w, r); err != nil {
		return err
	}
	if err := p.Pins.Remove(r.Context(), pin.By(actor(r, who)), id); err != nil {
		return err
	}
	return goTo(w, r, pinsPath)
}

// broken counts the fixed answers whose text is not what people read any more.
func (p *pages) broken(ctx context.Context, who auskunft.Account) (n int, err error) {
	list, err := p.Pins.List(ctx, who, time.Now())
	for _, found := range list {
		if found.State == pin.Broken {
			n++
		}
	}
	return n, err
}
