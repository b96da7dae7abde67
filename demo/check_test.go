package demo

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/evals/cases"
)

// TestServices: our reader understands every element, and every service has what issue
// and format ask for.
func TestServices(t *testing.T) {
	languages := map[string]int{}
	keyed := 0
	for _, one := range allTexts(t) {
		if one.source != "dienstleistungen" {
			continue
		}
		if len(one.fetched.Unknown) > 0 {
			t.Errorf("%s: not understood: %v", one.key, one.fetched.Unknown)
		}
		lang := one.key[strings.LastIndexByte(one.key, '/')+1:]
		languages[lang]++
		s := one.fetched.Document.Service
		if s == nil {
			t.Errorf("%s is no service", one.key)
			continue
		}
		if lang != "de" {
			continue
		}
		if len(s.LeiKa) > 0 {
			keyed++
		}
		if len(s.Synonyms)+len(one.fetched.Document.Synonyms) < 4 || len(s.Offices) == 0 || len(s.LegalBasis) == 0 && !strings.Contains(one.text, "§") && !strings.Contains(one.text, "ordnung") {
			t.Logf("%s: %d synonyms, %d offices, %d legal bases", one.key, len(s.Synonyms), len(s.Offices), len(s.LegalBasis))
		}
		for _, in := range s.Offices {
			if _, err := os.Stat("offices/" + in.OfficeKey + ".md"); err != nil {
				t.Errorf("%s: no office %q", one.key, in.OfficeKey)
			}
			known(t, one.key, in.Areas)
		}
	}
	t.Logf("services by language: %v, %d with a LeiKa key", languages, keyed)
	for lang, least := range map[string]int{"de": 80, "en": 15, "tr": 5, "uk": 5, "de-simple": 5} {
		if languages[lang] < least {
			t.Errorf("%d services in %s, want %d", languages[lang], lang, least)
		}
	}
}

// known reports districts that the town does not have.
func known(t *testing.T, where string, areas []string) {
	t.Helper()
	for _, area := range areas {
		if !slices.ContainsFunc(Auenwede.Areas, func(a Area) bool { return a.Key == area }) {
			t.Errorf("%s: no district %q", where, area)
		}
	}
}

// TestOfficesAndNotices: hours, places and what notices refer to.
func TestOfficesAndNotices(t *testing.T) {
	offices, notices := 0, 0
	for _, one := range allTexts(t) {
		if o := one.fetched.Document.Office; o != nil && one.source == "aemter" {
			offices++
			known(t, one.key, o.Areas)
			if len(o.Hours) == 0 || len(o.Phones) == 0 || o.Accessibility == "" || !strings.HasPrefix(o.Phones[0], "04227 99-") {
				t.Errorf("%s lacks hours, a phone of the town or accessibility", one.key)
			}
		}
		if n := one.fetched.Notice; n != nil {
			notices++
			known(t, one.key, n.Areas)
			for _, s := range n.Services {
				if _, err := os.Stat("services/" + s + ".xml"); err != nil {
					t.Errorf("%s: no service %q", one.key, s)
				}
			}
			if n.From.IsZero() || n.Until.IsZero() {
				t.Errorf("%s has no dates", one.key)
			}
		}
	}
	if offices < 15 || notices < 4 {
		t.Errorf("%d offices and %d notices, want 15 and 4", offices, notices)
	}
}

// TestWikiIsInternal: nothing of the wiki is public, and some is one department's.
func TestWikiIsInternal(t *testing.T) {
	pages, departments := 0, 0
	for _, one := range allTexts(t) {
		if one.source != "wiki" && one.source != "tiefbau" {
			continue
		}
		pages++
		v := one.fetched.Document.Visibility
		if _, department := v.Department(); department {
			departments++
		} else if v != auskunft.Internal && (v != "" || one.source != "tiefbau") { // "": as the source, which is internal
			t.Errorf("%s is %q", one.key, v)
		}
	}
	if pages < 40 || departments < 10 {
		t.Errorf("%d pages, %d of one department; want 40 and 10", pages, departments)
	}
}

// TestExportedWiki: the export has what Confluence's users use, and what only some may view
// is for their department or for nobody.
func TestExportedWiki(t *testing.T) {
	want := map[string]auskunft.Visibility{ // by key
		"page/98311": auskunft.Internal, "attachment/98320": auskunft.Internal,
		"page/98316": auskunft.DepartmentOnly("bauen"), "page/98317": auskunft.DepartmentOnly("bauen"),
	}
	for _, one := range allTexts(t) {
		if one.source != "tiefbau" {
			continue
		}
		if v, ok := want[one.key]; ok && one.fetched.Document.Visibility != v {
			t.Errorf("%s is %q, want %q", one.key, one.fetched.Document.Visibility, v)
		}
		delete(want, one.key)
		if one.key == "page/98318" || one.key == "page/98319" {
			t.Errorf("%s is there: only people who are named may view it, or it is a draft", one.key)
		}
		if len(one.fetched.Unknown) > 0 {
			t.Errorf("%s: not understood: %v", one.key, one.fetched.Unknown)
		}
		if one.fetched.Result == nil {
			continue
		}
		for _, w := range one.fetched.Result.Warnings {
			t.Errorf("%s: %s: %s", one.key, w.Code, w.Detail)
		}
		for _, link := range one.fetched.Result.Links {
			page, town := strings.TrimPrefix(link, "pages/viewpage.action?pageId="), strings.TrimPrefix(link, strings.TrimSuffix(Auenwede.Website, "/"))
			switch {
			case page != link && len(find(t, "page/"+page)) == 0:
				t.Errorf("%s links to the page %s, which is not there", one.key, page)
			case town != link && !leads("", town):
				t.Errorf("%s links to %s, which is not there", one.key, link)
			}
		}
	}
	for key := range want {
		t.Errorf("%s is not there", key)
	}
}

var sentenceEnd = regexp.MustCompile(`[.!?:;]\s|\n`)

// statutory formulas may stand in several services.
var statutory = []string{"klage beim verwaltungsgericht", "widerspruch"}

// TestNoTemplates: no two services share a sentence of more than eight words, and no page of
// the exported wiki shares one with anything.
func TestNoTemplates(t *testing.T) {
	seen := map[string]string{}
	for _, one := range allTexts(t) {
		exported := one.source == "tiefbau"
		if !exported && (one.source != "dienstleistungen" || !strings.HasSuffix(one.key, "/de")) && one.source != "wiki" {
			continue
		}
		for _, sentence := range sentenceEnd.Split(one.text, -1) {
			sentence = strings.ToLower(strings.Trim(plain(sentence), " -.*"))
			if len(strings.Fields(sentence)) <= 8 || slices.ContainsFunc(statutory, func(f string) bool { return strings.Contains(sentence, f) }) {
				continue
			}
			if other := seen[sentence]; other != "" && other != one.key && (exported || one.source == "dienstleistungen") {
				t.Errorf("%s and %s share %q", other, one.key, sentence)
			}
			seen[sentence] = one.key
		}
	}
}

// TestCases: every case's sources exist, its districts too, and each required fact stands
// in one of the sources.
func TestCases(t *testing.T) {
	for _, set := range sets(t) {
		for _, c := range set.Cases {
			where := set.Name + "/" + c.ID
			if c.Area != "" {
				known(t, where, []string{c.Area})
			}
			var sources []text
			for _, name := range c.Expect.Sources {
				found := find(t, name)
				if len(found) == 0 {
					t.Errorf("%s: no source %q", where, name)
				}
				sources = append(sources, found...)
			}
			for _, one := range sources {
				if v := one.fetched.Document.Visibility; v != "" && !c.Reader().Sees(v) {
					t.Errorf("%s: asked as %s, who does not see %s", where, c.As, one.key)
				}
			}
			if c.Expect.Status != auskunft.Answered || len(sources) == 0 {
				continue
			}
			for _, fact := range c.Expect.Required {
				if !slices.ContainsFunc(sources, func(one text) bool { return fact.Match(one.text) }) {
					t.Errorf("%s: %q stands in none of its sources", where, fact)
				}
			}
		}
	}
}

func sets(t *testing.T) []cases.Set {
	t.Helper()
	entries, err := os.ReadDir("cases")
	if err != nil {
		t.Fatal(err)
	}
	var all []cases.Set
	for _, entry := range entries {
		set, err := cases.ReadFile("cases/" + entry.Name())
		if err != nil {
			t.Error(err)
		}
		all = append(all, set)
	}
	return all
}

// TestKindsOfCases: there is enough of each kind, in both halves.
func TestKindsOfCases(t *testing.T) {
	count, of := 0, map[string]int{}
	for _, set := range sets(t) {
		count += len(set.Cases)
		for _, c := range set.Cases {
			for _, tag := range c.Tags {
				of[tag]++
			}
			if slices.ContainsFunc([]string{"tippfehler", "mundart", "umgangssprache"}, func(tag string) bool { return slices.Contains(c.Tags, tag) }) {
				of["wie man spricht"]++
			}
		}
	}
	if count < 300 {
		t.Errorf("%d cases, want 300", count)
	}
	for tag, least := range map[string]int{
		"ohne-antwort": 60, "mehrdeutig": 20, "wie man spricht": 40, "fremdsprache": 20, "einzelfall": 30,
		"gespraech": 20, "sichtbarkeit": 20, "datum": 10, "feindlich": 20,
	} {
		if of[tag] < least {
			t.Errorf("%d cases %q, want %d", of[tag], tag, least)
		}
	}
}
