package admin

import (
	"context"
	"net/http"
	"strings"
	"time"

	"auskunft"
	"auskunft/internal/doctor"
	"auskunft/kb/account"
	"auskunft/kb/staff/frame"
)

const healthPath = frame.Root + "/zustand"

// Health looks at everything that the desk depends on, as `auskunft doctor` does.
type Health interface {
	Checks(ctx context.Context) []doctor.Check
}

func (p *pages) healthRoutes() { p.Handle("GET "+healthPath, account.SeeHealth, p.health) }

// healthPatience bounds the look: an endpoint that hangs must not hang the page.
const healthPatience = 20 * time.Second

// healthPage says what works and what does not.
type healthPage struct {
	At           string
	Fails, Warns int
	Checks       []healthRow
}

type healthRow struct {
	Name, Advice, Detail string // Detail is what the program found, in English, for whoever mends it
	Status               doctor.Status
	State                string
}

func (p *pages) health(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	ctx, cancel := context.WithTimeout(r.Context(), healthPatience)
	defer cancel()
	page := healthPage{At: frame.Minute(time.Now())}
	for _, c := range p.Health.Checks(ctx) {
		name := healthName(c.Name)
		row := healthRow{Name: p.Text("health_" + name), Detail: c.Detail, Status: c.Status, State: p.Text("health_" + string(c.Status))}
		switch c.Status {
		case doctor.Fail:
			page.Fails++
		case doctor.Warn:
			page.Warns++
		}
		if c.Status != doctor.OK {
			row.Advice = p.Text("health_" + name + "_advice")
		}
		page.Checks = append(page.Checks, row)
	}
	p.Show(w, r, http.StatusOK, "health.html", who, p.Text("health"), page)
}

// healthName is the part of the texts' keys for a check: "port :8080" is "port".
func healthName(check string) string {
	if strings.HasPrefix(check, "port ") {
		return "port"
	}
	return strings.ReplaceAll(check, " ", "_")
}
