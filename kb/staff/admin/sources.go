package admin

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"

	"auskunft"
	"auskunft/ingest"
	places "auskunft/ingest/source"
	"auskunft/kb/account"
	"auskunft/kb/audit"
	"auskunft/kb/privacy"
	"auskunft/kb/staff/frame"
)

const (
	sourcesPath   = frame.Root + "/sources"
	documentsPath = frame.Root + "/documents" // of all sources
)

// Sources is where texts come from; package ingest has it.
type Sources interface {
	Sources(ctx context.Context) ([]ingest.Status, error)
	SourceStatus(ctx context.Context, name string) (ingest.Status, error)
	Runs(ctx context.Context, name string) ([]ingest.Run, error)
	Problems(ctx context.Context, run int64) ([]ingest.Trouble, error)
	Documents(ctx context.Context, reader auskunft.Reader, source, words string) ([]ingest.Stored, bool, error)
	DocumentTitle(ctx context.Context, reader auskunft.Reader, id int64) (title, url string, err error)
	Passages(ctx context.Context, reader auskunft.Reader, document int64) ([]auskunft.Passage, error)
	SaveSource(ctx context.Context, s ingest.Source) (ingest.Source, error)
	SetSchedule(ctx context.Context, name string, schedule ingest.Schedule) error
	Pause(ctx context.Context, name string, paused bool) error
	RunNow(ctx context.Context, name string, options ingest.Options) error
	RemoveSource(ctx context.Context, name string) error
}

func (p *pages) sourceRoutes() {
	p.Handle("GET "+sourcesPath, account.SeeSources, p.sources)
	p.Handle("POST "+sourcesPath, account.ChangeSources, p.addSource)
	p.Handle("GET "+sourcesPath+"/{name}", account.SeeSources, p.source)
	p.Handle("GET "+sourcesPath+"/{name}/documents", account.SeeSources, p.documents)
	p.Handle("GET "+documentsPath+"/{id}", account.SeeSources, p.document)
	p.Handle("POST "+sourcesPath+"/{name}/run", account.ChangeSources, p.changing(audit.SourceRun, p.runSource))
	p.Handle("POST "+sourcesPath+"/{name}/schedule", account.ChangeSources, p.changing(audit.SourcePlanned, p.scheduleSource))
	p.Handle("POST "+sourcesPath+"/{name}/remove", account.ChangeSources, p.changing(audit.SourceRemoved, p.removeSource))
}

// sourcesPage lists where texts come from.
type sourcesPage struct {
	Sources []sourceRow
	Kinds   []choice
	Circles []choice
	Form    sourceForm
	Error   string // what is wrong with the form
	Admin   bool
	Busy    bool // a run is in progress: the list asks again by itself
}

// sourceRow is a source as the list shows it.
type sourceRow struct {
	Name, Spec, Visibility string
	Path                   string
	Documents, Passages    int
	State                  string // "läuft: 12 von 40", "pausiert", "nächster Lauf …"
	LastRun                string // "21.11.2026, 22:10"
	Failed                 int
	Stopped                bool
	Running                bool
	Done, Total            int
}

// sourceForm is what an admin types to add a source.
type sourceForm struct {
	Name, Kind, Location, Visibility, BaseURL, Options, Schedule string
}

func (p *pages) sources(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	p.showSources(w, r, who, http.StatusOK, sourceForm{Kind: "web", Visibility: "public"}, "")
}

func (p *pages) showSources(w http.ResponseWriter, r *http.Request, who auskunft.Account, status int, form sourceForm, problem string) {
	all, err := p.Sources.Sources(r.Context())
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	page := sourcesPage{Kinds: p.kinds(form.Kind), Form: form, Error: problem, Admin: account.May(who.Role, account.ChangeSources)}
	for _, s := range all {
		row := p.sourceRow(s)
		page.Busy = page.Busy || row.Running
		page.Sources = append(page.Sources, row)
	}
	if frame.IsFragment(r) {
		p.Fragment(w, http.StatusOK, "sources", page)
		return
	}
	if page.Circles, err = p.circles(r.Context(), form.Visibility); err != nil {
		p.Problem(w, r, err)
		return
	}
	p.Show(w, r, status, "sources.html", who, p.Text("sources"), page)
}

// spec is where a source's texts are, in words: "Ordner mit Dateien: /srv/texte".
func (p *pages) spec(s ingest.Source) string {
	return privacy.KindName(s.Kind) + ": " + s.Location
}

func (p *pages) sourceRow(s ingest.Status) sourceRow {
	row := sourceRow{
		Name: s.Name, Spec: p.spec(s.Source), Visibility: p.Visibility(s.Visibility), Path: sourcePath(s.Name),
		Documents: s.Documents, Passages: s.Passages, State: p.Text("source_manual"),
	}
	switch {
	case s.Paused:
		row.State = p.Text("source_paused")
	case s.NextRun != nil:
		row.State = p.Text("source_next") + " " + frame.Minute(*s.NextRun)
	}
	if last := s.LastRun; last != nil {
		row.LastRun, row.Failed, row.Stopped = frame.Minute(last.Started), last.Items.Failed, last.Stopped != ""
		if last.Finished == nil {
			row.Running = true
			row.Done, row.Total = progressOf(last.Items)
		}
	}
	return row
}

func progressOf(i ingest.Items) (done, total int) {
	done = i.Stored + i.Unchanged + i.Retired + i.Failed
	return done, done + i.Waiting
}

func sourcePath(name string) string { return sourcesPath + "/" + url.PathEscape(name) }

// addSource stores a new source and asks for its first run.
func (p *pages) addSource(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	if err := frame.ReadForm(w, r); err != nil {
		p.Problem(w, r, err)
		return
	}
	value := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	form := sourceForm{Name: value("name"), Kind: value("kind"), Location: value("location"), Visibility: value("visibility"),
		BaseURL: value("base_url"), Options: r.PostForm.Get("options"), Schedule: value("schedule")}
	if err := p.store(r.Context(), form); err != nil {
		switch auskunft.KindOf(err) {
		case auskunft.Invalid, auskunft.NotFound, auskunft.Conflict, auskunft.Forbidden:
			p.showSources(w, r, who, http.StatusUnprocessableEntity, form, p.ErrorText(err)+detail(err))
		default:
			p.Problem(w, r, err)
		}
		return
	}
	if err := p.Record(r, audit.Entry{Who: who.Login, What: audit.SourceAdded, Object: "source " + form.Name, Detail: form.Kind + ":" + form.Location}); err != nil {
		p.Problem(w, r, err)
		return
	}
	http.Redirect(w, r, sourcePath(form.Name), http.StatusSeeOther)
}

// detail is what an admin, who operates the system, may read of an error beside its text.
func detail(err error) string { return " (" + err.Error() + ")" }

// store checks a form wholly before anything is stored.
func (p *pages) store(ctx context.Context, form sourceForm) error {
	visibility, err := auskunft.ParseVisibility(form.Visibility)
	if err != nil {
		return err
	}
	options, err := readOptions(form.Options)
	if err != nil {
		return err
	}
	schedule, err := ingest.ParseSchedule(form.Schedule)
	if err != nil {
		return err
	}
	if form.Name == "" {
		return auskunft.Errorf(auskunft.Invalid, "source_name", "a source needs a name")
	}
	if _, err := p.Sources.SourceStatus(ctx, form.Name); auskunft.KindOf(err) != auskunft.NotFound {
		return cmp.Or(err, auskunft.Errorf(auskunft.Conflict, "source_exists", "there is a source %q already", form.Name))
	}
	place := places.Place{Kind: form.Kind, Location: form.Location, Options: options}
	if form.Location == "" {
		return auskunft.Errorf(auskunft.Invalid, "source_location", "a source needs a place")
	}
	if _, err := ingest.Open(place); err != nil {
		return err
	}
	_, err = p.Sources.SaveSource(ctx, ingest.Source{Name: form.Name, Kind: form.Kind, Location: form.Location,
		Visibility: visibility, BaseURL: form.BaseURL, Options: options})
	if err != nil {
		return err
	}
	if err := p.Sources.SetSchedule(ctx, form.Name, schedule); err != nil {
		return err
	}
	return p.Sources.RunNow(ctx, form.Name, ingest.Options{})
}

// readOptions reads one "name=value" a line.
func readOptions(text string) (map[string]string, error) {
	options := map[string]string{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok || strings.TrimSpace(name) == "" {
			return nil, auskunft.Errorf(auskunft.Invalid, "source_option", "%q is no option: write name=value", line)
		}
		options[strings.TrimSpace(name)] = strings.TrimSpace(value)
	}
	return options, nil
}
