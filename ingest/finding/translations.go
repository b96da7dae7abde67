package finding

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// offered is how many services of a source a language must be there for before its absence
// elsewhere is a gap and not a decision.
const offered = 3

// findTranslations reports services that are there in another language than German but not
// in one that the same source offers for other services of the same life event: who came
// that far in their language finds the next step missing. Plain German is no translation.
func findTranslations(c *corpus) []Finding {
	type group struct {
		german *document
		langs  map[string]bool
	}
	groups := map[string]*group{}
	spread := map[string]int{} // source and language -> services
	for _, d := range c.documents {
		if d.Service == nil {
			continue
		}
		key := fmt.Sprintf("%d %s %s", d.source.id, d.Visibility, d.Service.Key)
		g := groups[key]
		if g == nil {
			g = &group{langs: map[string]bool{}}
			groups[key] = g
		}
		if d.german() {
			g.german = d
		} else if !strings.HasPrefix(d.Lang, "de") {
			g.langs[d.Lang] = true
			spread[fmt.Sprintf("%d %s", d.source.id, d.Lang)]++
		}
	}
	there := map[string]map[string]bool{} // source and life event -> languages
	for _, g := range groups {
		if g.german == nil {
			continue
		}
		for _, event := range g.german.Service.LifeEvents {
			key := fmt.Sprintf("%d %s", g.german.source.id, event)
			if there[key] == nil {
				there[key] = map[string]bool{}
			}
			maps.Copy(there[key], g.langs)
		}
	}
	var found []Finding
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		g := groups[key]
		if g.german == nil || len(g.langs) == 0 {
			continue
		}
		missing := map[string]bool{}
		for _, event := range g.german.Service.LifeEvents {
			for lang := range there[fmt.Sprintf("%d %s", g.german.source.id, event)] {
				if !g.langs[lang] && spread[fmt.Sprintf("%d %s", g.german.source.id, lang)] >= offered {
					missing[lang] = true
				}
			}
		}
		if len(missing) == 0 {
			continue
		}
		f := Finding{Kind: MissingTranslation, Reason: "service", Severity: Info, Visibility: g.german.Visibility,
			Params: map[string]string{"missing": strings.Join(slices.Sorted(maps.Keys(missing)), ", "), "there": strings.Join(slices.Sorted(maps.Keys(g.langs)), ", ")},
			Quotes: []Quote{g.german.name(Other)}}
		f.identify()
		found = append(found, f)
	}
	return found
}
