package staff

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"auskunft"
	"auskunft/kb/account"
	"auskunft/kb/signal"
	"auskunft/kb/staff/frame"
)

const (
	signalsPath = frame.Root + "/signals"
	reportsPath = frame.Root + "/meldungen"
)

// Signals is what staff say about answers; *signal.Store keeps it.
type Signals interface {
	Add(ctx context.Context, reader auskunft.Reader, g signal.Signal, now time.Time) error
	Reports(ctx context.Context, reader auskunft.Reader, limit int) ([]signal.Report, error)
	Counts(ctx context.Context, reader auskunft.Reader, limit int) ([]signal.Count, error)
}

func (p *pages) signalRoutes() {
	p.Handle("POST "+signalsPath, account.Flag, p.signal)
	p.Handle("GET "+reportsPath, account.SeeGaps, p.reports)
}

// signalForm is the part of an answer with which somebody says something about it.
type signalForm struct {
	Question  string
	Documents []int64
	Done      string // what was said, in German; "" before
}

// signal stores what somebody says about an answer. To htmx it is the form's place with a word
// of thanks; others are led back to the search.
func (p *pages) signal(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	if err := frame.ReadForm(w, r); err != nil {
		p.Problem(w, r, err)
		return
	}
	g := signal.Signal{Kind: signal.Kind(r.PostForm.Get("kind")), Question: r.PostForm.Get("question"), Note: r.PostForm.Get("note")}
	for _, value := range r.PostForm["document"] {
		if id, err := strconv.ParseInt(value, 10, 64); err == nil { // the form is ours; what else comes is left out
			g.Documents = append(g.Documents, id)
		}
	}
	if err := p.Signals.Add(r.Context(), who.Reader(), g, p.Now()); err != nil {
		p.Problem(w, r, err)
		return
	}
	if frame.IsFragment(r) {
		p.Fragment(w, http.StatusOK, "signals", signalForm{Done: p.Text("signal_" + string(g.Kind))})
		return
	}
	http.Redirect(w, r, searchURL(g.Question, filter{}), http.StatusSeeOther)
}

// reportsShown is how many reports and counts the page has; editors work them off from the top.
const reportsShown = 100

// reportsPage is what staff reported, and which texts helped.
type reportsPage struct {
	Reports []reportRow
	Counts  []signal.Count
	Few     int
}

type reportRow struct {
	signal.Report
	Kind, Day, Search string
}

func (p *pages) reports(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	reports, err := p.Signals.Reports(r.Context(), who.Reader(), reportsShown)
	page := reportsPage{Few: signal.Few}
	if err == nil {
		page.Counts, err = p.Signals.Counts(r.Context(), who.Reader(), reportsShown)
	}
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	for _, report := range reports {
		page.Reports = append(page.Reports, reportRow{report, p.Text("report_" + string(report.Kind)), frame.Day(report.Day), searchURL(report.Question, filter{}, "answer")})
	}
	p.Show(w, r, http.StatusOK, "reports.html", who, p.Text("reports"), page)
}
