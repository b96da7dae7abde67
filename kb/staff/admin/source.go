package admin

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
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
