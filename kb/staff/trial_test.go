package staff_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"auskunft"
	"auskunft/internal/browsertest"
	"auskunft/kb/staff"
	"auskunft/kb/trial"
)

// counted is a search that was measured.
type counted struct {
	arm  trial.Arm
	took time.Duration
}

// trials stands in for a trial that is running while it has a reason.
type trials struct {
	why   string
	count chan counted
}

func (t trials) Running(context.Context) (trial.Trial, bool, error) {
	return trial.Trial{ID: 1, Why: t.why}, t.why != "", nil
}

func (t trials) Count(_ context.Context, arm trial.Arm, took time.Duration, _ time.Time) error {
	t.count <- counted{arm, took}
	return nil
}

func TestTrialOnTheSearchPage(t *testing.T) {
	d := &desk{account: agent, answer: taxAnswer}
	deps := staff.Deps{Search: d, Ask: d, Sessions: d, Analyse: analyser, Now: clock, Trial: trials{}}
	_, page := get(t, d.site(t, deps), "/staff/search?q=Hund&answer=1&arm=without")
	if page.Find("#trial, #arm").Length() != 0 || page.Find("#answer [hx-get]").Length() != 1 {
		t.Error("without a trial a search is measured, or has no answer")
	}

	running := trials{"Wir prüfen, ob die Antwort Zeit spart.", make(chan counted, 9)}
	deps.Trial = running
	site := d.site(t, deps)
	_, page = get(t, site, "/staff/search")
	wantText(t, page, "#trial", "Wir prüfen, ob die Antwort Zeit spart.")
	wantText(t, page, "#trial", "ohne Namen, ohne Frage, ohne Tag")
	for arm, answers := range map[string]int{"": 1, "with": 1, "without": 0} {
		_, page = get(t, site, "/staff/search?q=Hund&answer=1&area=mitte&arm="+arm)
		if n := page.Find("#answer [hx-get]").Length(); n != answers {
			t.Errorf("arm %q: %d answers", arm, n)
		}
	}
	_, page = get(t, site, "/staff/search?q=Hund&answer=1&area=mitte&arm=without")
	if anyway, _ := page.Find("#answer-anyway").Attr("href"); anyway != "/staff/search?answer=1&area=mitte&q=Hund" {
		t.Errorf("the answer is to be had under %q", anyway)
	}

	for seconds, want := range map[string]time.Duration{"12.5": 12500 * time.Millisecond, "": 0, "-3": 0, "NaN": 0, "1e300": 0} {
		response, _ := post(t, site, "/staff/search/copied", url.Values{"arm": {"with"}, "seconds": {seconds}})
		if got := <-running.count; response.StatusCode != http.StatusNoContent || got != (counted{trial.With, want}) {
			t.Errorf("%q: %s, %+v", seconds, response.Status, got)
		}
	}
}

// A search of the arm without an answer is measured from its first letter to the copied link.
func TestTrialIsMeasured(t *testing.T) {
	d := newLibrary()
	d.trials = trials{"Wir prüfen, ob die Antwort Zeit spart.", make(chan counted, 9)}
	p, address := browsertest.Start(t).Page(t), serveStaff(t, d)
	p.Open(address + "/staff/search")
	p.See("#trial", "Suchvergleich läuft")
	p.CheckAxe("search with a trial")
	// Which arm a search is in is chance; here the first letter was typed twelve seconds ago.
	browsertest.Eval[bool](p, `(sessionStorage.setItem("auskunft.trial", JSON.stringify({ arm: "without", began: Date.now() - 12000 })), true)`)
	p.Click("#q")
	p.Type("Hundesteuer")
	p.See("#hits h2", "20 Treffer")
	p.Press("Enter")
	p.See("#answer .note", "zeigt keine Antwort")
	p.Click("#q")
	p.Press("ArrowDown")
	p.Press("Alt+L")
	p.See("#said", "Link kopiert")
	select {
	case got := <-d.trials.count:
		if got.arm != trial.Without || got.took < 12*time.Second {
			t.Errorf("%+v", got)
		}
	case <-t.Context().Done():
		t.Fatal("nothing was measured")
	}
	if left := browsertest.Eval[bool](p, `sessionStorage.getItem("auskunft.trial") !== null`); left {
		t.Error("the search goes on after it was copied")
	}
	quiet(t, p)
}

// Notices that touch what is found stand above the hits, and are counted aloud with them.
func TestNoticesAboveHits(t *testing.T) {
	d := &desk{account: agent}
	d.result.Hits = append(d.result.Hits, taxHit)
	deps := staff.Deps{Search: d, Ask: d, Sessions: d, Analyse: analyser, Now: clock,
		Catalogue: shelf{notice: auskunft.NoticeFacts{Title: "Steueramt geschlossen", Text: "Niemand ist <da>.", Severity: "urgent", Until: checked(date(2026, 11, 27))}}}
	for _, header := range [][]string{nil, {"HX-Request", "true"}} {
		_, page := get(t, d.site(t, deps), "/staff/search?q=Hundesteuer", header...)
		wantText(t, page, ".notices li", "Achtung Steueramt geschlossen (bis 27.11.2026)")
		wantText(t, page, ".notices p", "Niemand ist <da>.")
		if got := text(page.Find(".notices").Prev()); got != "1 Treffer, 1 Hinweis" {
			t.Errorf("counted as %q", got)
		}
		if page.Find(".notices").Next().AttrOr("id", "") != "hit-list" {
			t.Error("the notice does not stand above the hits")
		}
	}
	d.result.Hits = nil
	_, page := get(t, d.site(t, deps), "/staff/search?q=Hundesteuer")
	if page.Find(".notices").Length() != 0 {
		t.Error("a notice beside nothing")
	}
}
