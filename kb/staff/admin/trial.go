package admin

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"auskunft"
	"auskunft/kb/account"
	"auskunft/kb/staff/frame"
	"auskunft/kb/trial"
)

const trialPath = frame.Root + "/vergleich"

// Trial measures whether the cited answer helps those who search; *trial.Store does.
type Trial interface {
	Begin(ctx context.Context, who, why string) error
	End(ctx context.Context, who string) error
	Latest(ctx context.Context) (trial.Trial, bool, error)
	Report(ctx context.Context, t trial.Trial, now time.Time) (trial.Report, error)
}

func (p *pages) trialRoutes() {
	p.Handle("GET "+trialPath, account.SeeStatistics, func(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
		p.showTrial(w, r, who, http.StatusOK, trialPage{})
	})
	p.Handle("POST "+trialPath+"/begin", account.ChangeSettings, p.beginTrial)
	p.Handle("POST "+trialPath+"/end", account.ChangeSettings, p.endTrial)
}

// trialPage is the running or last trial and what may be shown of it.
type trialPage struct {
	Began, Ended, Why string // Began is "" when there has been none
	Running           bool
	Few, Weeks        int
	Enough            bool
	Arms              []armRow
	Ranges            []rangeRow
	Summary           string
	Admin             bool
	Form, Error       string // the reason as typed, when it was refused, and why
}

type armRow struct {
	Name                string
	Searches            int
	Lower, Median, High string
}

// rangeRow is how many searches of each arm took so long.
type rangeRow struct {
	Range  string
	Counts []string // fewer than trial.Few are not told apart
}

func (p *pages) showTrial(w http.ResponseWriter, r *http.Request, who auskunft.Account, status int, page trialPage) {
	now := time.Now()
	page.Few, page.Admin = trial.Few, account.May(who.Role, account.ChangeSettings)
	latest, ok, err := p.Trial.Latest(r.Context())
	if err == nil && ok {
		page.Began, page.Ended, page.Why, page.Running = frame.Day(latest.Began), frame.Day(latest.Ended), latest.Why, latest.Ended == nil
		var report trial.Report
		if report, err = p.Trial.Report(r.Context(), latest, now); err == nil {
			p.fill(&page, report)
		}
	}
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	p.Show(w, r, status, "trial.html", who, p.Text("trial"), page)
}

// fill writes what may be shown; a report without results leaves it to the page to say why.
func (p *pages) fill(page *trialPage, report trial.Report) {
	page.Weeks, page.Enough = report.Weeks, report.Enough
	if len(report.Results) == 0 {
		return
	}
	for _, result := range report.Results {
		page.Arms = append(page.Arms, armRow{
			p.Text("trial_" + string(result.Arm)), result.Searches, p.seconds(result.Lower), p.seconds(result.Median), p.seconds(result.High),
		})
	}
	for i, seconds := range trial.Ranges() {
		row := rangeRow{Range: p.seconds(seconds)}
		for _, result := range report.Results {
			n := result.Counts[i]
			text := strconv.Itoa(n)
			if n > 0 && n < trial.Few {
				text = fmt.Sprintf(p.Text("trial_few"), trial.Few)
			}
			row.Counts = append(row.Counts, text)
		}
		page.Ranges = append(page.Ranges, row)
	}
	key := "trial_same"
	switch with, without := report.Results[0].Median, report.Results[1].Median; {
	case with.Upto < without.Upto:
		key = "trial_faster"
	case with.Upto > without.Upto:
		key = "trial_slower"
	}
	page.Summary = fmt.Sprintf(p.Text(key), page.Arms[0].Median, page.Arms[1].Median, report.Weeks)
}

func (p *pages) seconds(r trial.Range) string {
	return fmt.Sprintf(p.Text("trial_seconds"), r.From, r.Upto)
}

func (p *pages) beginTrial(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	err := frame.ReadForm(w, r)
	if err == nil {
		err = p.Trial.Begin(r.Context(), who.Login, r.PostForm.Get("why"))
	}
	switch auskunft.KindOf(err) {
	case "":
		http.Redirect(w, r, trialPath, http.StatusSeeOther)
	case auskunft.Invalid, auskunft.Conflict:
		p.showTrial(w, r, who, http.StatusUnprocessableEntity, trialPage{Form: r.PostForm.Get("why"), Error: p.ErrorText(err)})
	default:
		p.Problem(w, r, err)
	}
}

func (p *pages) endTrial(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	if err := p.Trial.End(r.Context(), who.Login); err != nil {
		p.Problem(w, r, err)
		return
	}
	http.Redirect(w, r, trialPath, http.StatusSeeOther)
}
