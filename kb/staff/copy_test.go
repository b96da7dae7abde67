package staff_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/kb/staff"
	"auskunft/kb/staff/frame"
	"auskunft/retrieval"
)

// shelf stands in for the catalogue.
type shelf struct {
	related []auskunft.Link
	notice  auskunft.NoticeFacts // beside every hit; none without a title
}

func (shelf) Owners(_ context.Context, _ auskunft.Reader, documents []int64) (map[int64]string, error) {
	return map[int64]string{taxHit.Document.ID: "Fachdienst Steuern und Abgaben"}, nil
}

func (shelf) Sources(context.Context, auskunft.Reader) ([]string, error) {
	return []string{"auenwede-ortsrecht", "wiki"}, nil
}

func (s shelf) Notices(_ context.Context, _ auskunft.Reader, hits []retrieval.Hit, _ string, _ time.Time) ([]*auskunft.NoticeFacts, error) {
	if s.notice.Title == "" || len(hits) == 0 {
		return nil, nil
	}
	return []*auskunft.NoticeFacts{&s.notice}, nil
}

func (s shelf) Related(context.Context, auskunft.Reader, []int64) ([]auskunft.Link, error) {
	return s.related, nil
}

func (d *desk) withCatalogue(t testing.TB) *frame.Site {
	t.Helper()
	return d.site(t, staff.Deps{
		Search: d, Ask: d, Sessions: d, Analyse: analyser, Now: clock,
		Catalogue: shelf{related: []auskunft.Link{{Title: "Hundesteuer: Abmeldung"}}}, Areas: map[string]string{"Moorhusen": "moorhusen"},
	})
}

// What is copied by default holds nothing internal: no sentence that rests on it, no quote,
// no title, no address. What is left is numbered anew, and so says the same.
func TestCopyLeavesInternalOut(t *testing.T) {
	d := &desk{account: agent, answer: taxAnswer}
	d.answer.Note = "Was hier steht, gilt allgemein."
	_, page := get(t, d.withCatalogue(t), "/staff/answer?q=Was+kostet+die+Hundesteuer%3F", "HX-Request", "true")
	want := `Die Steuer beträgt jährlich für den ersten Hund 120,00 Euro, für den zweiten Hund 168,00 Euro und für jeden weiteren Hund 192,00 Euro. [1]
Außerdem:
– gefährlicher Hund: 648 Euro
– Ersatz einer Steuermarke: 6 Euro [2]
Was hier steht, gilt allgemein.

Quellen:
[1] Hundesteuersatzung der Stadt Auenwede, § 5 Steuersätze › § 5 Abs. 1 › Seite 2 (geprüft am 12.10.2026)
    https://www.auenwede.example/ortsrecht/hundesteuersatzung.pdf
[2] Hundesteuersatzung der Stadt Auenwede, § 5 Steuersätze (nie geprüft)
    https://www.auenwede.example/ortsrecht/hundesteuersatzung.pdf

Zusammengestellt am 23.11.2026 von der Auskunft (Stadt Auenwede), einem KI-System, aus diesen Quellen.
`
	if got := page.Find("#copy-public").Text(); got != want {
		t.Errorf("copied:\n%s\nwant:\n%s", got, want)
	}
	if got := page.Find("#copy-all").Text(); !strings.Contains(got, "Merkzeichen Bl. [2]") || !strings.Contains(got, "nur intern, bitte nicht weitergeben") {
		t.Errorf("with internal text:\n%s", got)
	}
	aloud := text(page.Find("#aloud"))
	for _, internal := range []string{"Merkzeichen", "Befreiungen in der Praxis", "wiki."} {
		if strings.Contains(aloud, internal) {
			t.Errorf("%q is read to callers: %s", internal, aloud)
		}
	}
	if !strings.Contains(aloud, "gilt allgemein") || !strings.Contains(aloud, "für den ersten Hund 120 Euro,") || !strings.Contains(aloud, "0 42 27 – 99 – 22 10") {
		t.Errorf("read aloud: %s", aloud)
	}
	if link, _ := page.Find("[data-do=link]").Attr("data-link"); link != taxHit.Document.URL {
		t.Errorf("the link to copy is %q", link)
	}
	wantText(t, page, ".related", "Hundesteuer: Abmeldung")
}

// A sentence that rests on public and internal text together is internal.
func TestCopyOfAnAnswerThatIsAllInternal(t *testing.T) {
	answer := taxAnswer
	answer.Sentences = []auskunft.Sentence{{Text: "Der Ausweis genügt.", Citations: []int{1, 2}}}
	answer.Note = "Was hier steht, gilt allgemein."
	d := &desk{account: agent, answer: answer}
	_, page := get(t, d.handler(t), "/staff/answer?q=x", "HX-Request", "true")
	wantText(t, page, "#copy-public", "stützt sich nur auf Internes")
	if aloud := page.Find("#aloud"); aloud.Length() > 0 {
		t.Errorf("read aloud: %s", text(aloud))
	}
}

func TestFilters(t *testing.T) {
	due := taxHit
	due.Document.ID, due.Document.Title, due.Document.CheckedAt, due.Document.Areas = 9, "Hundewiese Moorhusen", date(2025, 11, 1), []string{"moorhusen"}
	for query, want := range map[string]string{
		"":                   "Hundesteuersatzung der Stadt Auenwede|Hundewiese Moorhusen|Hundesteuer: Befreiungen in der Praxis",
		"state=checked":      "Hundesteuersatzung der Stadt Auenwede",
		"state=due":          "Hundewiese Moorhusen",
		"audience=internal":  "Hundesteuer: Befreiungen in der Praxis",
		"audience=public":    "Hundesteuersatzung der Stadt Auenwede|Hundewiese Moorhusen",
		"source=wiki":        "Hundesteuer: Befreiungen in der Praxis",
		"area=fehnkamp":      "Hundesteuersatzung der Stadt Auenwede|Hundesteuer: Befreiungen in der Praxis",
		"state=due&area=xyz": "",
	} {
		d := &desk{account: agent, result: retrieval.Result{Hits: []retrieval.Hit{taxHit, due, wikiHit}}}
		response, page := get(t, d.withCatalogue(t), "/staff/search?q=Hund&"+query, "HX-Request", "true")
		var titles []string
		for _, hit := range page.Find(".hit .title").EachIter() {
			titles = append(titles, hit.Text())
		}
		if got := strings.Join(titles, "|"); got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
		if to := response.Header.Get("HX-Replace-Url"); strings.Count(to, "=") != strings.Count("q=Hund&"+query, "=") {
			t.Errorf("%q stands in the address as %q", query, to)
		}
	}

	d := &desk{account: agent, result: retrieval.Result{Hits: []retrieval.Hit{taxHit, due}}}
	_, page := get(t, d.withCatalogue(t), "/staff/search?q=Hund&area=moorhusen&source=fort")
	wantText(t, page, "#filter-area option[selected]", "Moorhusen")
	wantText(t, page, "#filter-source option[selected]", "fort") // a source that is gone still says what it does
	if page.Find("details.filter[open]").Length() != 1 || d.query.Area != "moorhusen" {
		t.Errorf("the filter is hidden, or the search does not know the area: %+v", d.query)
	}
	_, page = get(t, d.withCatalogue(t), "/staff/search?q=Hund")
	wantText(t, page, "#hit-1 .meta", "zuständig: Fachdienst Steuern und Abgaben")
	wantText(t, page, "#hit-2 .tags", "Prüfung fällig")
}

func TestLeiKaKeys(t *testing.T) {
	for typed, want := range map[string]string{"99 102 013 000 000": "99102013000000", "99102013000000": "99102013000000", "04227 99 2210 115": "04227 99 2210 115"} {
		d := &desk{account: agent}
		get(t, d.handler(t), "/staff/search?q="+strings.ReplaceAll(typed, " ", "+"))
		if d.query.Text != want {
			t.Errorf("%q is searched for as %q", typed, d.query.Text)
		}
	}
}
