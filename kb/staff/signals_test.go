package staff_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"auskunft"
	"auskunft/kb/signal"
	"auskunft/kb/staff"
)

// signals keeps what was said, and answers with what the test sets.
type signals struct {
	mu      sync.Mutex
	said    []signal.Signal
	reports []signal.Report
	counts  []signal.Count
	err     error
}

func (s *signals) Add(_ context.Context, _ auskunft.Reader, g signal.Signal, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = append(s.said, g)
	return s.err
}

func (s *signals) Reports(context.Context, auskunft.Reader, int) ([]signal.Report, error) {
	return s.reports, s.err
}

func (s *signals) Counts(context.Context, auskunft.Reader, int) ([]signal.Count, error) {
	return s.counts, s.err
}

func (d *desk) withSignals(t testing.TB, s *signals) http.Handler {
	t.Helper()
	return d.site(t, staff.Deps{Search: d, Ask: d, Sessions: d, Analyse: analyser, Now: clock, Signals: s})
}

func TestSayingWhatHelped(t *testing.T) {
	s := &signals{}
	handler := (&desk{account: agent, answer: taxAnswer}).withSignals(t, s)
	_, page := get(t, handler, "/staff/answer?q=Was+kostet+die+Hundesteuer%3F", "HX-Request", "true")
	form := url.Values{}
	for _, input := range page.Find(".signals input[type=hidden]").EachIter() {
		form.Add(input.AttrOr("name", ""), input.AttrOr("value", ""))
	}
	form.Set("question", page.Find("#report-question").Text())
	form.Set("kind", page.Find("#helped").AttrOr("value", ""))
	response, _ := post(t, handler, "/staff/signals", form)
	if to := response.Header.Get("Location"); to != "/staff/search?q=Was+kostet+die+Hundesteuer%3F" {
		t.Errorf("led to %q", to)
	}
	if len(s.said) != 1 || s.said[0].Kind != signal.Helped || s.said[0].Question != "Was kostet die Hundesteuer?" || !slices.Equal(s.said[0].Documents, []int64{1, 2}) {
		t.Errorf("said: %+v", s.said)
	}
	s.err = auskunft.Errorf(auskunft.Invalid, "signal", "no question")
	response, page = post(t, handler, "/staff/signals", url.Values{"kind": {"gap"}})
	if response.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an empty report: %s", response.Status)
	}
	wantText(t, page, "[role=alert]", "wonach gefragt wurde")
}

func TestReports(t *testing.T) {
	s := &signals{
		reports: []signal.Report{{ID: 1, Kind: signal.Gap, Question: "Darf <ich> grillen?", Note: "Steht nirgends.", Titles: []string{"Grünflächensatzung", "Parks"}, Day: now}},
		counts:  []signal.Count{{Document: 1, Title: "Hundesteuer", Helped: 7}},
	}
	editor := auskunft.Account{ID: 3, Login: "redaktion", Role: auskunft.EditorRole}
	_, page := get(t, (&desk{account: editor}).withSignals(t, s), "/staff/meldungen")
	wantText(t, page, "tbody th a", "Darf <ich> grillen?")
	wantText(t, page, "[data-label=Meldung]", "Lücke: Steht nirgends.")
	wantText(t, page, "[data-label='Zitierte Texte']", "Grünflächensatzung; Parks")
	wantText(t, page, "[data-label='Wie oft']", "7")
	response, _ := get(t, (&desk{account: agent}).withSignals(t, s), "/staff/meldungen")
	if response.StatusCode != http.StatusForbidden {
		t.Errorf("an agent sees the reports: %s", response.Status)
	}
}
