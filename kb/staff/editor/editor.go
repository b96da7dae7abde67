// Package editor is the pages of those who write: articles with their drafts, reviews,
// releases and histories. What may be done, and by whom, kb/article and its database decide;
// the pages offer that and nothing else, and work without a script.
package editor

import (
	"embed"
	"net/http"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/internal/civil"
	"auskunft/kb/account"
	"auskunft/kb/article"
	"auskunft/kb/notice"
	"auskunft/kb/pin"
	"auskunft/kb/staff/frame"
)

const articlesPath = frame.Root + "/artikel"

// Deps is what the pages are built from. What is nil, but the articles, has no pages.
type Deps struct {
	Articles *article.Store
	Notices  *notice.Store
	Pins     *pin.Store
	*Learning
}

//go:embed templates/*.html
var templates embed.FS

//go:embed texts/de.json
var texts []byte

type pages struct {
	Deps
	*frame.Room
}

// Register adds the pages to the site.
func Register(site *frame.Site, deps Deps) error {
	room, err := site.Room(templates, texts)
	if err != nil {
		return err
	}
	p := &pages{deps, room}
	on := p.on(articlesPath, "article_unknown")
	p.handle("GET "+articlesPath, account.ReviewArticle, p.list)
	p.handle("GET "+articlesPath+"/neu", account.DraftArticle, p.fresh)
	p.handle("GET "+articlesPath+"/uebernehmen", account.DraftArticle, p.importable)
	p.handle("POST "+articlesPath+"/uebernehmen", account.DraftArticle, p.takeOver)
	p.handle("POST "+articlesPath, account.DraftArticle, p.create)
	on("GET", "", account.ReviewArticle, p.show)
	on("POST", "/schritt", account.DraftArticle, p.move) // which role makes which step, the store knows
	on("POST", "/bestaetigen", account.DraftArticle, p.confirm)
	on("POST", "/zustaendig", account.DraftArticle, p.setDuties)
	on("GET", "/bearbeiten", account.DraftArticle, p.edit)
	on("POST", "/bearbeiten", account.DraftArticle, p.save)
	p.handle("POST "+articlesPath+"/umwandeln", account.DraftArticle, p.translate)
	on("POST", "/zwischenstand", account.DraftArticle, p.autosave)
	on("POST", "/zwischenstand/verwerfen", account.DraftArticle, p.giveUp)
	on("GET", "/vergleich", account.ReviewArticle, p.compare)
	on("POST", "/wiederherstellen", account.DraftArticle, p.restore)
	on("GET", "/anhang/{file}", account.ReviewArticle, p.file)
	on("POST", "/uebersetzen", account.DraftArticle, p.translateInto)
	p.handle("GET "+article.InternalPath+"{slug}", account.Search, p.read)
	p.handle("GET "+article.InternalPath+"{slug}/{file}", account.Search, p.readFile)
	on("GET", "/archivieren", account.ArchiveArticle, p.archive)
	links := []frame.Link{{Text: "articles", Path: articlesPath, Needs: account.ReviewArticle}}
	if p.Notices != nil {
		p.noticeRoutes()
		links = append(links, frame.Link{Text: "notices", Path: noticesPath, Needs: account.SetNotices})
	}
	if p.Pins != nil {
		p.pinRoutes()
		links = append(links, frame.Link{Text: "pins", Path: pinsPath, Needs: account.DraftArticle})
	}
	if p.Learning != nil {
		p.gapRoutes()
		on("GET", "/wirkung", account.ReviewArticle, p.impact)
		links = append(links, frame.Link{Text: "gaps", Path: gapsPath, Needs: account.SeeGaps}, frame.Link{Text: "cases", Path: casesPath, Needs: account.WorkGaps})
	}
	p.Area("knowledge", links...)
	return nil
}

// answer is a frame.Page whose error is shown.
type answer func(http.ResponseWriter, *http.Request, auskunft.Account) error

func (p *pages) handle(pattern string, needs account.Action, do answer) {
	p.Handle(pattern, needs, func(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
		if err := do(w, r, who); err != nil {
			p.Problem(w, r, err)
		}
	})
}

// answerOf is an answer about one thing of a list.
type answerOf func(http.ResponseWriter, *http.Request, auskunft.Account, int64) error

// on registers pages of the things of a list, below its path and their number; unknown is the
// code of the error where there is none.
func (p *pages) on(list, unknown string) func(method, path string, needs account.Action, do answerOf) {
	return func(method, path string, needs account.Action, do answerOf) {
		p.handle(method+" "+list+"/{id}"+path, needs, func(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
			id, err := frame.ID(r, unknown)
			if err != nil {
				return err
			}
			return do(w, r, who, id)
		})
	}
}

func pathOf(id int64) string { return articlesPath + "/" + strconv.FormatInt(id, 10) }

func goTo(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// maxWhy bounds a reason, in characters.
const maxWhy = 500

// actor is who sends a form, with the reason it gives.
func actor(r *http.Request, who auskunft.Account) article.Actor {
	why := []rune(strings.TrimSpace(r.PostForm.Get("why")))
	return article.Actor{Account: who, Why: string(why[:min(len(why), maxWhy)])}
}

// number reads a number of a form or an address; 0 for none.
func number(value string) (int, error) {
	if value == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		return 0, auskunft.Errorf(auskunft.Invalid, "form", "no number: %q", value)
	}
	return n, nil
}

// berlin reads a date or a time of a form; the zero time for "".
func berlin(layout, value string) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(layout, value, civil.Berlin)
	if err != nil {
		return t, auskunft.Errorf(auskunft.Invalid, "form", "no time: %w", err)
	}
	return t, nil
}

// choice is an entry of a list to choose from.
type choice struct {
	Value, Name string
	Chosen      bool
}

// choices lists values by their German names.
func choices[T ~string](values []T, names map[T]string, chosen string) (list []choice) {
	for _, v := range values {
		list = append(list, choice{string(v), names[v], string(v) == chosen})
	}
	return list
}

// circles are the visibilities that somebody may give a text, and the one it has.
func (p *pages) circles(who auskunft.Account, has auskunft.Visibility) (list []choice) {
	all := []auskunft.Visibility{auskunft.Public, auskunft.Internal}
	for _, key := range who.Departments {
		all = append(all, auskunft.DepartmentOnly(key))
	}
	for _, v := range all {
		list = append(list, choice{string(v), p.Visibility(v), v == has})
	}
	return list
}

// day is a date as a form's field has it.
func day(t time.Time) string { return t.In(civil.Berlin).Format(time.DateOnly) }

// minuteLayout is the layout of a form's field for day and time.
const minuteLayout = "2006-01-02T15:04"

// minute is a time as such a field has it, "" for none.
func minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Berlin).Format(minuteLayout)
}
