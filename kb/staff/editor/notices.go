package editor

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/internal/web"
	"auskunft/kb/account"
	"auskunft/kb/notice"
	"auskunft/kb/staff/frame"
)

const noticesPath = frame.Root + "/hinweise"

func (p *pages) noticeRoutes() {
	p.handle("GET "+noticesPath, account.SetNotices, p.notices)
	p.handle("GET "+noticesPath+"/neu", account.SetNotices, p.newNotice)
	p.handle("POST "+noticesPath, account.SetNotices, p.addNotice)
	on := p.on(noticesPath, "notice_unknown")
	on("GET", "", account.SetNotices, p.notice)
	on("POST", "", account.SetNotices, p.changeNotice)
	on("POST", "/beenden", account.SetNotices, p.endNotice)
}

// noticesPage lists notices by where they are in their time.
type noticesPage struct{ Phases []phase }

type phase struct {
	Key, Name string
	Notices   []noticeRow
}

type noticeRow struct {
	notice.Notice
	URL, Level, Circle, Scope, Begin, End, Author string
	Ours                                          bool   // an editor wrote it, so that it can be changed
	Also                                          string // languages that it is there in as well
}

func (p *pages) notices(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
	all, err := p.Notices.List(r.Context(), who, "", time.Now())
	if err != nil {
		return err
	}
	var page noticesPage
	for _, key := range []notice.Phase{notice.Running, notice.Planned, notice.Over} {
		in := phase{Key: string(key), Name: p.Text("phase_" + string(key))}
		for _, n := range all {
			if n.Phase == key {
				in.Notices = append(in.Notices, p.noticeRow(n))
			}
		}
		page.Phases = append(page.Phases, in)
	}
	p.Show(w, r, http.StatusOK, "notices.html", who, p.Text("notices"), page)
	return nil
}

func (p *pages) noticeRow(n notice.Notice) noticeRow {
	row := noticeRow{
		Notice: n, URL: noticesPath + "/" + strconv.FormatInt(n.ID, 10), Level: p.Text("severity_" + n.Severity), Circle: p.Visibility(n.Visibility),
		Begin: frame.Minute(n.From), Author: cmp.Or(n.WrittenBy, n.Source), Ours: n.Source == "",
	}
	if !n.Until.IsZero() {
		row.End = frame.Minute(n.Until)
	}
	var scope []string
	for _, part := range []struct {
		key  string
		list []string
	}{{"services", n.Services}, {"areas", n.Areas}, {"sources", n.Sources}} {
		if len(part.list) > 0 {
			scope = append(scope, p.Text("scope_"+part.key)+": "+strings.Join(part.list, ", "))
		}
	}
	var also []string
	for lang := range n.Texts {
		also = append(also, languageName(lang))
	}
	slices.Sort(also)
	row.Also = strings.Join(also, ", ")
	row.Scope = cmp.Or(strings.Join(scope, "; "), p.Text("scope_all"))
	return row
}

// noticePage is a notice in a form; its times are as the fields have them.
type noticePage struct {
	ID                       int64 // 0: a new one
	Error                    string
	Title, Text              string
	Services, Areas, Sources string
	From, Until, Why         string
	Severities, Circles      []choice
	Languages                []noticeText
	Translated               bool // there is a text in another language
}

// noticeText is a notice in another language, in fields of their own.
type noticeText struct {
	auskunft.NoticeText
	Lang, Name string
}

// noticeLanguages are those that people may read answers in, beside German.
var noticeLanguages = []string{"en", "tr", "uk", "ru", "ar", "fr", "pl"}

// maxNoticeForm is the largest form of a notice, in bytes: each character of a text in each
// language may be sent as twelve.
var maxNoticeForm = int64(12*(notice.MaxTitle+notice.MaxText)*(len(noticeLanguages)+1) + 16<<10)

func (p *pages) showNotice(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64, n auskunft.Notice, problem error) error {
	join := func(list []string) string { return strings.Join(list, ", ") }
	page := noticePage{
		ID: id, Title: n.Title, Text: n.Text, Services: join(n.Services), Areas: join(n.Areas), Sources: join(n.Sources),
		Translated: len(n.Texts) > 0, From: minute(n.From), Until: minute(n.Until), Why: r.PostForm.Get("why"), Circles: p.circles(who, n.Visibility),
	}
	for _, lang := range slices.Concat(noticeLanguages, slices.Sorted(maps.Keys(n.Texts))) {
		if !slices.ContainsFunc(page.Languages, func(t noticeText) bool { return t.Lang == lang }) {
			page.Languages = append(page.Languages, noticeText{n.Texts[lang], lang, languageName(lang)})
		}
	}
	for _, s := range notice.Severities {
		page.Severities = append(page.Severities, choice{s, p.Text("severity_" + s), s == n.Severity})
	}
	status, title := http.StatusOK, p.Text("new_notice")
	if id != 0 {
		title = p.Text("notice")
	}
	if problem != nil {
		status, page.Error = web.StatusOf(problem), p.ErrorText(problem)
	}
	p.Show(w, r, status, "notice.html", who, title, page)
	return nil
}

func (p *pages) newNotice(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
	return p.showNotice(w, r, who, 0, auskunft.Notice{Severity: "info", Visibility: auskunft.Public, From: time.Now()}, nil)
}

func (p *pages) notice(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	n, err := p.stored(r, who, id)
	if err != nil {
		return err
	}
	return p.showNotice(w, r, who, n.ID, n.Notice, nil)
}

// stored is a notice that an editor wrote.
func (p *pages) stored(r *http.Request, who auskunft.Account, id int64) (notice.Notice, error) {
	n, err := p.Notices.Get(r.Context(), who, id, time.Now())
	if err == nil && n.Source != "" {
		err = auskunft.Errorf(auskunft.NotFound, "notice_unknown", "notice %d is a source's", id)
	}
	return n, err
}

func (p *pages) addNotice(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
	n, err := readNotice(w, r, auskunft.Notice{})
	if err == nil {
		_, err = p.Notices.Add(r.Context(), notice.By(actor(r, who)), n)
	}
	if err != nil {
		return p.showNotice(w, r, who, 0, n, err)
	}
	return goTo(w, r, noticesPath)
}

func (p *pages) changeNotice(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	before, err := p.stored(r, who, id)
	if err != nil {
		return err
	}
	n, err := readNotice(w, r, before.Notice)
	if err == nil {
		err = p.Notices.Change(r.Context(), notice.By(actor(r, who)), before.ID, n)
	}
	if err != nil {
		return p.showNotice(w, r, who, before.ID, n, err)
	}
	return goTo(w, r, noticesPath)
}

func (p *pages) endNotice(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	n, err := p.stored(r, who, id)
	if err != nil {
		return err
	}
	if err := frame.ReadForm(w, r); err != nil {
		return err
	}
	if err := p.Notices.End(r.Context(), notice.By(actor(r, who)), n.ID, time.Now()); err != nil {
		return err
	}
	return goTo(w, r, noticesPath)
}

// readNotice reads a form over a notice: what the form has no field for stays.
func readNotice(w http.ResponseWriter, r *http.Request, n auskunft.Notice) (auskunft.Notice, error) {
	if err := frame.ReadLongForm(w, r, maxNoticeForm); err != nil {
		return n, err
	}
	get := r.PostForm.Get
	texts := map[string]auskunft.NoticeText{}
	maps.Copy(texts, n.Texts)
	for key := range r.PostForm {
		lang, ok := strings.CutPrefix(key, "title_")
		if !ok {
			continue
		}
		t := auskunft.NoticeText{Title: strings.TrimSpace(get(key)), Text: strings.TrimSpace(get("text_" + lang))}
		if texts[lang] = t; t == (auskunft.NoticeText{}) {
			delete(texts, lang)
		}
	}
	n.Texts = texts
	n.Title, n.Text, n.Severity, n.Visibility = get("title"), get("text"), get("severity"), auskunft.Visibility(get("visibility"))
	n.Services, n.Areas, n.Sources = trimmed(get("services")), trimmed(get("areas")), trimmed(get("sources"))
	from, err := berlin(minuteLayout, get("from"))
	if err != nil {
		return n, err
	}
	until, err := berlin(minuteLayout, get("until"))
	if err != nil {
		return n, err
	}
	if minute(n.From) != get("from") { // a field knows no seconds
		n.From = from
	}
	if minute(n.Until) != get("until") {
		n.Until = until
	}
	return n, nil
}

func trimmed(s string) []string {
	list := listed(s)
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}
