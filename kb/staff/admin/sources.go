package admin

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/ingest"
	places "auskunft/ingest/source"
	"auskunft/kb/account"
	"auskunft/kb/audit"
	"auskunft/kb/staff/frame"
)

const sourcesPath = frame.Root + "/sources"

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
	p.Handle("GET "+frame.Root+"/documents/{id}", account.SeeSources, p.document)
	p.Handle("POST "+sourcesPath+"/{name}/run", account.ChangeSources, p.changing(audit.SourceRun, p.runSource))
	p.Handle("POST "+sourcesPath+"/{name}/schedule", account.ChangeSources, p.changing(audit.SourcePlanned, p.scheduleSource))
	p.Handle("POST "+sourcesPath+"/{name}/remove", account.ChangeSources, p.changing(audit.SourceRemoved, p.removeSource))
}

// changing makes a page of what changes the source that the path names. do returns where to
// go on and, for the log, what it did.
func (p *pages) changing(what audit.Event, do func(r *http.Request, name string) (next, detail string, err error)) frame.Page {
	return func(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
		if err := frame.ReadForm(w, r); err != nil {
			p.Problem(w, r, err)
			return
		}
		name := r.PathValue("name")
		status, err := p.Sources.SourceStatus(r.Context(), name)
		if err == nil && written(status) {
			err = auskunft.Errorf(auskunft.Conflict, "source_written", "the texts of %q are written here", name)
		}
		var next, detail string
		if err == nil {
			next, detail, err = do(r, name)
		}
		if err == nil {
			err = p.Record(r, audit.Entry{Who: who.Login, What: what, Object: "source " + name, Detail: detail})
		}
		if err != nil {
			p.Problem(w, r, err)
			return
		}
		http.Redirect(w, r, next, http.StatusSeeOther)
	}
}

// sourcesPage lists where texts come from.
type sourcesPage struct {
	Sources []sourceRow
	Kinds   []string
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
	page := sourcesPage{Kinds: places.Kinds(), Form: form, Error: problem, Admin: account.May(who.Role, account.ChangeSources)}
	for _, s := range all {
		row := p.sourceRow(s)
		page.Busy = page.Busy || row.Running
		page.Sources = append(page.Sources, row)
	}
	if frame.IsFragment(r) {
		p.Fragment(w, http.StatusOK, "sources", page)
		return
	}
	p.Show(w, r, status, "sources.html", who, p.Text("sources"), page)
}

func (p *pages) sourceRow(s ingest.Status) sourceRow {
	row := sourceRow{
		Name: s.Name, Spec: s.Spec(), Visibility: p.Visibility(s.Visibility), Path: sourcePath(s.Name),
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

// sourcePage is one source: what it brought, what it could not read, its plans.
type sourcePage struct {
	sourceRow
	Schedule string
	Paused   bool
	Options  []string
	BaseURL  string
	Retired  int
	Runs     []runRow
	Problems []ingest.Trouble
	Fields   []fieldRow
	Formats  []string // "html 120"
	Written  bool     // its texts are written here: there is nothing to run, plan or remove
	Admin    bool
}

// written reports whether the texts of a source are written in this program, as editors'
// articles are, and read from nowhere.
func written(s ingest.Status) bool { return !slices.Contains(places.Kinds(), s.Kind) }

// runRow is one run as the page shows it.
type runRow struct {
	Started, Took, Outcome string
	Items                  ingest.Items
	Listed                 int
	Failed                 bool
}

// fieldRow is a field that the source has and that was not understood everywhere.
type fieldRow struct {
	Path                   string
	Seen, LeftOut, Dropped int
}

const runsShown = 20

func (p *pages) source(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	status, err := p.Sources.SourceStatus(r.Context(), r.PathValue("name"))
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	runs, err := p.Sources.Runs(r.Context(), status.Name)
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	page := sourcePage{sourceRow: p.sourceRow(status), Schedule: string(status.Schedule), Paused: status.Paused, BaseURL: status.BaseURL,
		Retired: status.Retired, Written: written(status), Admin: account.May(who.Role, account.ChangeSources) && !written(status)}
	for _, name := range slices.Sorted(maps.Keys(status.Options)) {
		page.Options = append(page.Options, name+"="+status.Options[name])
	}
	for _, run := range runs[:min(len(runs), runsShown)] {
		page.Runs = append(page.Runs, p.runRow(run))
	}
	if last := status.LastRun; last != nil {
		if page.Problems, err = p.Sources.Problems(r.Context(), last.ID); err != nil {
			p.Problem(w, r, err)
			return
		}
		page.Fields, page.Formats = notUnderstood(last.Coverage), counted(last.Coverage.Formats)
	}
	if frame.IsFragment(r) {
		p.Fragment(w, http.StatusOK, "source-state", page)
		return
	}
	p.Show(w, r, http.StatusOK, "source.html", who, status.Name, page)
}

func (p *pages) runRow(run ingest.Run) runRow {
	row := runRow{Started: frame.Minute(run.Started), Items: run.Items, Listed: run.Listed, Failed: run.Items.Failed > 0 || run.Stopped != ""}
	switch {
	case run.Finished == nil:
		row.Outcome = p.Text("run_running")
	case run.Stopped != "":
		row.Outcome = p.Text("run_stopped") + ": " + run.Stopped
	case run.Items.Failed > 0:
		row.Outcome = p.Text("run_faults")
	default:
		row.Outcome = p.Text("run_complete")
	}
	if run.Finished != nil {
		row.Took = took(run.Finished.Sub(run.Started))
	}
	return row
}

// took writes a duration as Germans do: "4,2 s", "12 min 30 s".
func took(d time.Duration) string {
	if d < time.Minute {
		return strings.Replace(strconv.FormatFloat(d.Seconds(), 'f', 1, 64), ".", ",", 1) + " s"
	}
	return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
}

// notUnderstood are the fields that lost something, those that lost most first.
func notUnderstood(c ingest.Coverage) []fieldRow {
	var rows []fieldRow
	for path, f := range c.Fields {
		if f.Dropped > 0 {
			rows = append(rows, fieldRow{path, f.Seen, f.LeftOut, f.Dropped})
		}
	}
	slices.SortFunc(rows, func(a, b fieldRow) int { return cmp.Or(b.Dropped-a.Dropped, cmp.Compare(a.Path, b.Path)) })
	return rows
}

func counted(counts map[string]int) []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		all = append(all, name+" "+strconv.Itoa(counts[name]))
	}
	return all
}

func (p *pages) runSource(r *http.Request, name string) (next, detail string, err error) {
	options := ingest.Options{AcceptDeletes: r.PostForm.Get("accept_deletes") != "", Redo: r.PostForm.Get("redo") != ""}
	if options.AcceptDeletes {
		detail += " accept-deletes"
	}
	if options.Redo {
		detail += " redo"
	}
	return sourcePath(name), strings.TrimSpace(detail), p.Sources.RunNow(r.Context(), name, options)
}

func (p *pages) scheduleSource(r *http.Request, name string) (next, detail string, err error) {
	schedule, err := ingest.ParseSchedule(strings.TrimSpace(r.PostForm.Get("schedule")))
	paused := r.PostForm.Get("paused") != ""
	if err == nil {
		err = p.Sources.SetSchedule(r.Context(), name, schedule)
	}
	if err == nil {
		err = p.Sources.Pause(r.Context(), name, paused)
	}
	return sourcePath(name), fmt.Sprintf("schedule %q, paused %t", schedule, paused), err
}

// removeSource deletes a source with all its texts. The box must be ticked: there is no way
// back but reading everything again.
func (p *pages) removeSource(r *http.Request, name string) (next, detail string, err error) {
	if r.PostForm.Get("sure") == "" {
		return "", "", auskunft.Errorf(auskunft.Invalid, "source_sure", "removing %q was not confirmed", name)
	}
	return sourcesPath, "", p.Sources.RemoveSource(r.Context(), name)
}

// documentsPage lists the documents of a source.
type documentsPage struct {
	Name, Path, Words string
	Documents         []documentRow
	More              bool
}

type documentRow struct {
	ingest.Stored
	Visible  string
	Internal bool
	Read     string
}

func (p *pages) documents(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	name, words := r.PathValue("name"), strings.TrimSpace(r.URL.Query().Get("q"))
	all, more, err := p.Sources.Documents(r.Context(), who.Reader(), name, words)
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	page := documentsPage{Name: name, Path: sourcePath(name), Words: words, More: more}
	for _, d := range all {
		page.Documents = append(page.Documents, documentRow{d, p.Visibility(d.Visibility), d.Visibility != auskunft.Public, frame.Minute(d.Ingested)})
	}
	p.Show(w, r, http.StatusOK, "documents.html", who, name, page)
}

// documentPage shows a document as the search has it: passage by passage.
type documentPage struct {
	Title, URL string
	Passages   []passageRow
}

type passageRow struct {
	Place      string
	Text       string
	Start, End int
	Field      string
}

func (p *pages) document(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		p.Problem(w, r, auskunft.Errorf(auskunft.NotFound, "document_unknown", "no document %q", r.PathValue("id")))
		return
	}
	var page documentPage
	if page.Title, page.URL, err = p.Sources.DocumentTitle(r.Context(), who.Reader(), id); err != nil {
		p.Problem(w, r, err)
		return
	}
	passages, err := p.Sources.Passages(r.Context(), who.Reader(), id)
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	for _, x := range passages {
		page.Passages = append(page.Passages, passageRow{p.Place(page.Title, x.Headings, x.Anchor, x.Page), x.Text, x.Start, x.End, string(x.Field)})
	}
	p.Show(w, r, http.StatusOK, "document.html", who, page.Title, page)
}
