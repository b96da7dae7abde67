package admin

import (
	"context"
	"net/http"
	"time"

	"auskunft"
	"auskunft/internal/retention"
	"auskunft/kb/account"
	"auskunft/kb/privacy"
	"auskunft/kb/staff/frame"
)

const retentionPath = frame.Root + "/aufbewahrung"

// Retention knows what is kept how long; *retention.Keeper does.
type Retention interface {
	Report(ctx context.Context, now time.Time) ([]retention.State, error)
}

func (p *pages) retentionRoutes() {
	p.Handle("GET "+retentionPath, account.SeePrivacy, p.retention)
}

// retentionPage shows what is kept how long, and that nothing older is there.
type retentionPage struct {
	Overdue int64
	At      string // of the look
	Rows    []retentionRow
}

type retentionRow struct {
	Name, Keep, Oldest, Ran, Deleted string
	Rows, Overdue, Count, Total      int64
}

func (p *pages) retention(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	now := time.Now()
	states, err := p.Retention.Report(r.Context(), now)
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	page := retentionPage{Overdue: retention.Overdue(states), At: frame.Minute(now)}
	for _, s := range states {
		page.Rows = append(page.Rows, retentionRow{
			privacy.RuleName(s.Name), privacy.Span(s.Keep), minuteOrNone(s.Oldest), minuteOrNone(s.Ran), minuteOrNone(s.When),
			s.Rows, s.Overdue, s.Deleted, s.Total,
		})
	}
	p.Show(w, r, http.StatusOK, "retention.html", who, p.Text("retention"), page)
}

// minuteOrNone is a time as people plan by it, "" for none.
func minuteOrNone(t *time.Time) string {
	if t == nil {
		return ""
	}
	return frame.Minute(*t)
}
