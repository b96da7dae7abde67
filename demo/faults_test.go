package demo

import (
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// faults is faults.yaml.
type faults struct {
	Contradictions []struct {
		Matter       string
		Right, Wrong place
		Apparent     bool
	}
	Stale []struct{ File, Changed, Why string }
	Dead  []deadLink `yaml:"dead_links"`
	Lacks []struct {
		Service   string
		Languages []string
	} `yaml:"missing_translations"`
	Duplicates []struct{ Files []string } `yaml:"near_duplicates"`
	Injections []place
}

type place struct{ File, Quote string }

type deadLink struct{ File, URL string }

func planted(t *testing.T) faults {
	t.Helper()
	data, err := os.ReadFile("faults.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var f faults
	decoder := yaml.NewDecoder(strings.NewReader(string(data)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&f); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestPlantedFaults: every fault is where the list says.
func TestPlantedFaults(t *testing.T) {
	f := planted(t)
	said := func(p place) {
		if !strings.Contains(shown(t, p.File), p.Quote) {
			t.Errorf("%s does not say %q", p.File, p.Quote)
		}
	}
	real := 0
	for _, c := range f.Contradictions {
		said(c.Right)
		said(c.Wrong)
		if !c.Apparent {
			real++
		}
	}
	for _, p := range f.Injections {
		said(p)
	}
	for _, s := range f.Stale {
		said(place{s.File, "Zuletzt geändert: " + s.Changed})
	}
	for _, l := range f.Lacks {
		for _, lang := range l.Languages {
			for _, one := range find(t, l.Service) {
				if strings.HasSuffix(one.key, "/"+lang) {
					t.Errorf("%s is there in %s", l.Service, lang)
				}
			}
		}
	}
	if real < 6 || len(f.Stale) < 4 || len(f.Dead) < 5 || len(f.Lacks) < 3 {
		t.Errorf("too few faults: %d contradictions, %d stale, %d dead links, %d translations", real, len(f.Stale), len(f.Dead), len(f.Lacks))
	}
}

var hrefs = regexp.MustCompile(`href="([^"]+)"`)

// TestLinks: every link of the website leads somewhere, but for those that are planted.
func TestLinks(t *testing.T) {
	dead := planted(t).Dead
	unseen := slices.Clone(dead)
	for _, one := range allTexts(t) {
		if one.source != "website" {
			continue
		}
		for _, m := range hrefs.FindAllStringSubmatch(string(one.fetched.Original), -1) {
			link := deadLink{"website/" + one.key, m[1]}
			if leads(one.key, m[1]) && !slices.Contains(dead, link) {
				continue
			}
			if !slices.Contains(dead, link) {
				t.Errorf("%s links to %s, which is not there", link.File, link.URL)
			}
			unseen = slices.DeleteFunc(unseen, func(d deadLink) bool { return d == link })
		}
	}
	for _, d := range unseen {
		t.Errorf("%s has no link to %s", d.File, d.URL)
	}
}

// leads reports whether a link on the website's page leads to something the demo has.
func leads(page, url string) bool {
	there := func(name string) bool { _, err := os.Stat(name); return err == nil }
	if rest, rooted := strings.CutPrefix(url, "/"); rooted {
		kind, name, _ := strings.Cut(rest, "/")
		switch kind {
		case "dienstleistungen", "aemter":
			return name == "" || there("directory/"+rest+".html")
		case "ortsrecht":
			return there("ordinances/" + name)
		case "formulare":
			return there(rest)
		case "chat":
			return true // the answer desk itself
		}
		return there("website/"+rest) || there("website/"+rest+".html")
	}
	if strings.Contains(url, ":") || strings.HasPrefix(url, "#") {
		return true // other hosts, the same page
	}
	return there(path.Join("website", path.Dir(page), url))
}
