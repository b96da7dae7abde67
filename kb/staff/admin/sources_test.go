package admin_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"auskunft"
	"auskunft/ingest"
	"auskunft/kb/staff/admin"
)

// places stands in for the pipeline behind the pages of sources.
type places struct {
	mu      sync.Mutex
	status  ingest.Status
	saved   ingest.Source
	did     []string
	options ingest.Options
}

func (p *places) Sources(context.Context) ([]ingest.Status, error) {
	return []ingest.Status{p.status}, nil
}

func (p *places) SourceStatus(_ context.Context, name string) (ingest.Status, error) {
	if name != p.status.Name {
		return ingest.Status{}, auskunft.Errorf(auskunft.NotFound, "source_unknown", "no %q", name)
	}
	return p.status, nil
}

func (p *places) Runs(context.Context, string) ([]ingest.Run, error) {
	return []ingest.Run{*p.status.LastRun}, nil
}

func (p *places) Problems(context.Context, int64) ([]ingest.Trouble, error) {
	return []ingest.Trouble{{Problem: ingest.Problem{Key: "alt.pdf", Code: "needs_ocr", Detail: "Scan ohne Text"}, Failed: true}}, nil
}

func (p *places) Documents(_ context.Context, reader auskunft.Reader, _, words string) ([]ingest.Stored, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.did = append(p.did, "documents "+words)
	return []ingest.Stored{{ID: 9, Key: "hund", Title: "Hundesteuer & Marke", Lang: "de", Visibility: auskunft.Public, Passages: 3, Ingested: now}}, true, nil
}

func (p *places) DocumentTitle(_ context.Context, _ auskunft.Reader, id int64) (string, string, error) {
	if id != 9 {
		return "", "", auskunft.Errorf(auskunft.NotFound, "document_unknown", "no document %d", id)
	}
	return "Hundesteuer & Marke", "https://www.auenwede.example/hund", nil
}

func (p *places) Passages(context.Context, auskunft.Reader, int64) ([]auskunft.Passage, error) {
	return []auskunft.Passage{{Headings: []string{"Gebühren"}, Text: "120 Euro <im Jahr>", Start: 4, End: 22}}, nil
}

func (p *places) SaveSource(_ context.Context, s ingest.Source) (ingest.Source, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.saved = s
	return s, nil
}

func (p *places) SetSchedule(_ context.Context, name string, s ingest.Schedule) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.did = append(p.did, "schedule "+name+" "+string(s))
	return nil
}

func (p *places) Pause(_ context.Context, name string, paused bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if paused {
		p.did = append(p.did, "pause "+name)
	}
	return nil
}

func (p *places) RunNow(_ context.Context, name string, options ingest.Options) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.did, p.options = append(p.did, "run "+name), options
	return nil
}

func (p *places) RemoveSource(_ context.Context, name string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.did = append(p.did, "remove "+name)
	return nil
}

var agent = auskunft.Account{ID: 7, Login: "agentin", Name: "Inka Behrens", Role: auskunft.AgentRole}

var chief = auskunft.Account{ID: 1, Login: "admin", Name: "Ada Meier", Role: auskunft.AdminRole}

func withSources(t *testing.T, account auskunft.Account) (*places, http.Handler) {
	t.Helper()
	finished := now.Add(-time.Minute)
	p := &places{status: ingest.Status{
		Source:    ingest.Source{Name: "Web site", Kind: "files", Location: "/srv/texte", Visibility: auskunft.Public, Options: map[string]string{"depth": "3"}},
		Documents: 12, Passages: 80, Schedule: "6h",
		LastRun: &ingest.Run{ID: 5, Started: now.Add(-2 * time.Minute), Finished: &finished, Listed: 13, Items: ingest.Items{Stored: 12, Failed: 1},
			Coverage: ingest.Coverage{Formats: map[string]int{"html": 12}, Fields: map[string]ingest.Field{"leistung/xyz": {Seen: 4, Dropped: 4}, "leistung/name": {Seen: 4}}}},
	}}
	return p, site(t, account, admin.Deps{Sources: p, Findings: &faults{}})
}

func TestSourcesAreListed(t *testing.T) {
	_, handler := withSources(t, chief)
	response, page := get(t, handler, "/staff/sources")
	if response.StatusCode != http.StatusOK {
		t.Fatal(response.Status)
	}
	wantText(t, page, "tbody tr", "Web siteOrdner mit Dateien: /srv/texte · öffentlich 12 Dokumente80 Passagen 23.11.2026, 10:581 nicht gelesen")
	if page.Find(`form[action="/staff/sources"]`).Length() != 1 || page.Find("nav a").Length() != 2 {
		t.Error("no form to add a source, or no way there")
	}
	if page.Find("[hx-trigger]").Length() != 0 {
		t.Error("the list asks again although nothing runs")
	}
}

func TestSourceInProgressAsksAgain(t *testing.T) {
	p, handler := withSources(t, chief)
	p.status.LastRun.Finished, p.status.LastRun.Items.Waiting = nil, 27
	_, page := get(t, handler, "/staff/sources/Web%20site")
	wantText(t, page, "#state [role=status]", "13 von 40")
	if trigger, _ := page.Find("#state").Attr("hx-trigger"); trigger != "every 2s" {
		t.Errorf("trigger %q", trigger)
	}
	_, part := get(t, handler, "/staff/sources/Web%20site", "HX-Request", "true")
	if part.Find("header").Length() != 0 || part.Find("progress").Length() != 1 {
		t.Error("htmx gets more or less than the part")
	}
}

func TestSourcePageTellsWhatWasNotRead(t *testing.T) {
	_, handler := withSources(t, chief)
	_, page := get(t, handler, "/staff/sources/Web%20site")
	body := text(page.Find("main"))
	for _, want := range []string{"alt.pdfnicht gelesen: Scan ohne Text", "leistung/xyz404", "depth=3", "html 12", "fertig, mit Lücken"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in %q", want, body)
		}
	}
	if strings.Contains(body, "leistung/name") {
		t.Error("a field that was understood is listed as a fault")
	}
}

func TestSourcesAreChangedByAdminsOnly(t *testing.T) {
	forms := map[string]url.Values{
		"/staff/sources":                     {"name": {"Neu"}, "kind": {"files"}, "location": {"testdata"}, "visibility": {"public"}},
		"/staff/sources/Web%20site/run":      {"redo": {"1"}},
		"/staff/sources/Web%20site/schedule": {"schedule": {"03:30"}, "paused": {"1"}},
		"/staff/sources/Web%20site/remove":   {"sure": {"1"}},
	}
	for _, account := range []auskunft.Account{agent, {ID: 3, Role: auskunft.EditorRole}, {ID: 4, Role: auskunft.StaffRole}} {
		p, handler := withSources(t, account)
		for path, form := range forms {
			if response, _ := post(t, handler, path, form); response.StatusCode != http.StatusForbidden {
				t.Errorf("%s as %s: %s", path, account.Role, response.Status)
			}
		}
		if len(p.did) > 0 || p.saved.Name != "" {
			t.Errorf("%s: %v", account.Role, p.did)
		}
		response, _ := get(t, handler, "/staff/sources")
		if want := account.Role == auskunft.EditorRole; (response.StatusCode == http.StatusOK) != want {
			t.Errorf("list as %s: %s", account.Role, response.Status)
		}
	}
}

// The form speaks the words of a town, and every page says in its title what it shows.
func TestSourcePagesInPlainWords(t *testing.T) {
	_, handler := withSources(t, chief)
	_, page := get(t, handler, "/staff/sources")
	wantText(t, page, "#visibility option[value=public][selected]", "öffentlich")
	wantText(t, page, "#visibility option[value=internal]", "nur intern")
	wantText(t, page, "#kind option[value=web][selected]", "Website")
	page.Find("#kind option").Each(func(_ int, option *goquery.Selection) {
		if option.Text() == option.AttrOr("value", "") {
			t.Errorf("the kind %q has no name", option.Text())
		}
	})
	titles := map[string]string{}
	for _, path := range []string{"/staff/sources", "/staff/sources/Web%20site", "/staff/sources/Web%20site/documents", "/staff/documents/9"} {
		_, page := get(t, handler, path)
		title := page.Find("title").Text()
		if other, ok := titles[title]; ok {
			t.Errorf("%s and %s are both titled %q", path, other, title)
		}
		titles[title] = path
	}
}

// A department is offered once somebody belongs to it; a refused form keeps its own.
func TestCircles(t *testing.T) {
	_, handler := withSources(t, chief)
	_, page := post(t, handler, "/staff/sources", url.Values{"name": {""}, "visibility": {"department:steuern"}})
	wantText(t, page, "#visibility option[selected]", "nur Fachbereich steuern")
	_, page = post(t, handler, "/staff/sources", url.Values{"name": {""}, "visibility": {"alle"}})
	if got := page.Find("#visibility option").Length(); got != 2 {
		t.Errorf("%d circles, want 2", got)
	}
}

func TestSourceIsAddedAndRun(t *testing.T) {
	p, handler := withSources(t, chief)
	response, _ := post(t, handler, "/staff/sources", url.Values{"name": {"Ortsrecht"}, "kind": {"files"}, "location": {t.TempDir()},
		"visibility": {"department:steuern"}, "schedule": {"03:30"}})
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/staff/sources/Ortsrecht" {
		t.Fatal(response.Status, response.Header.Get("Location"))
	}
	if p.saved.Kind != "files" || p.saved.Visibility != auskunft.DepartmentOnly("steuern") || strings.Join(p.did, ";") != "schedule Ortsrecht 03:30;run Ortsrecht" {
		t.Errorf("saved %+v, then %v", p.saved, p.did)
	}
}

func TestSourceFormKeepsWhatWasTyped(t *testing.T) {
	for field, value := range map[string]string{"visibility": "alle", "schedule": "bald", "location": "/no/such/folder", "kind": "fax", "name": "", "options": "tief"} {
		p, handler := withSources(t, chief)
		form := url.Values{"name": {"Ortsrecht"}, "kind": {"files"}, "location": {t.TempDir()}, "visibility": {"public"}}
		form.Set(field, value)
		response, page := post(t, handler, "/staff/sources", form)
		if response.StatusCode != http.StatusUnprocessableEntity || page.Find("[role=alert]").Length() != 1 {
			t.Errorf("%s %q: %s", field, value, response.Status)
		}
		if typed, _ := page.Find("#location").Attr("value"); typed != form.Get("location") {
			t.Errorf("%s: the form forgot the place: %q", field, typed)
		}
		if p.saved.Name != "" {
			t.Errorf("%s %q was stored", field, value)
		}
	}
}

func TestSourceActions(t *testing.T) {
	p, handler := withSources(t, chief)
	post(t, handler, "/staff/sources/Web%20site/run", url.Values{"accept_deletes": {"1"}})
	post(t, handler, "/staff/sources/Web%20site/schedule", url.Values{"schedule": {"90m"}, "paused": {"1"}})
	if response, _ := post(t, handler, "/staff/sources/Web%20site/remove", nil); response.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("removed without being sure: %s", response.Status)
	}
	post(t, handler, "/staff/sources/Web%20site/remove", url.Values{"sure": {"1"}})
	want := "run Web site;schedule Web site 90m;pause Web site;remove Web site"
	if got := strings.Join(p.did, ";"); got != want || !p.options.AcceptDeletes || p.options.Redo {
		t.Errorf("did %q with %+v, want %q", got, p.options, want)
	}
}

// What editors write is no source that could be run or removed.
func TestTextsWrittenHere(t *testing.T) {
	p, handler := withSources(t, chief)
	p.status.Kind = "article"
	_, page := get(t, handler, "/staff/sources/Web%20site")
	if body := text(page.Find("main")); !strings.Contains(body, "Wissen › Artikel") || page.Find("main form").Length() != 0 {
		t.Errorf("the page offers %q", body)
	}
	for path, form := range map[string]url.Values{"run": nil, "schedule": {"schedule": {"03:30"}}, "remove": {"sure": {"1"}}} {
		if response, _ := post(t, handler, "/staff/sources/Web%20site/"+path, form); response.StatusCode != http.StatusConflict {
			t.Errorf("%s: %s", path, response.Status)
		}
	}
	if len(p.did) > 0 {
		t.Errorf("done: %v", p.did)
	}
}

func TestDocumentsAndTheirPassages(t *testing.T) {
	p, handler := withSources(t, chief)
	_, page := get(t, handler, "/staff/sources/Web%20site/documents?q=hund")
	wantText(t, page, "tbody tr", "Hundesteuer & Markehund · de öffentlich 3")
	wantText(t, page, ".note", "mehr als 200")
	if p.did[0] != "documents hund" {
		t.Error(p.did)
	}
	_, page = get(t, handler, "/staff/documents/9")
	wantText(t, page, ".passage", "Gebühren · Zeichen 4–22120 Euro <im Jahr>")
	for _, path := range []string{"/staff/documents/10", "/staff/documents/x"} {
		if response, _ := get(t, handler, path); response.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, response.Status)
		}
	}
}
