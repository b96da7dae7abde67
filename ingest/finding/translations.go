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

// offeredService is a service in the languages that a source has it in.
type offeredService struct {
	german *document
	langs  map[string]bool // besides German, plain or not
}

// sourceKey is something of one source.
type sourceKey struct {
	source int64
	of     string
}

// findTranslations reports services that are there in another language than German but not
// in one that the same source offers for other services of the same life event: who came
// that far in their language finds the next step missing. Plain German is no translation.
func findTranslations(c *corpus) []Finding {
	services, spread := offeredServices(c)
	there := map[sourceKey]map[string]bool{} // of life events: languages
	for _, s := range services {
		for _, event := range s.german.Service.LifeEvents {
			key := sourceKey{s.german.source.id, event}
			if there[key] == nil {
				there[key] = map[string]bool{}
			}
			maps.Copy(there[key], s.langs)
		}
	}
	var found []Finding
	for _, s := range services {
		if len(s.langs) == 0 {
			continue
		}
		missing := map[string]bool{}
		for _, event := range s.german.Service.LifeEvents {
			for lang := range there[sourceKey{s.german.source.id, event}] {
				if !s.langs[lang] && spread[sourceKey{s.german.source.id, lang}] >= offered {
					missing[lang] = true
				}
			}
		}
		if len(missing) == 0 {
			continue
		}
		f := Finding{Kind: MissingTranslation, Reason: "service", Severity: Info, Visibility: s.german.Visibility,
			Params: map[string]string{"missing": listed(missing), "there": listed(s.langs)},
			Quotes: []Quote{s.german.name(Other)}}
		f.identify()
		found = append(found, f)
	}
	return found
}

// offeredServices are the services that are there in German, in an order that depends on nothing
// else, and how many each source has in each other language.
func offeredServices(c *corpus) (services []*offeredService, spread map[sourceKey]int) {
	byKey := map[string]*offeredService{}
	spread = map[sourceKey]int{}
	for _, d := range c.documents {
		if d.Service == nil {
			continue
		}
		key := fmt.Sprintf("%d %s %s", d.source.id, d.Visibility, d.Service.Key)
		s := byKey[key]
		if s == nil {
			s = &offeredService{langs: map[string]bool{}}
			byKey[key] = s
		}
		if d.german() {
			s.german = d
		} else if !strings.HasPrefix(d.Lang, "de") {
			s.langs[d.Lang] = true
			spread[sourceKey{d.source.id, d.Lang}]++
		}
	}
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		if byKey[key].german != nil {
			services = append(services, byKey[key])
		}
	}
	return services, spread
}

func listed(langs map[string]bool) string {
	return strings.Join(slices.Sorted(maps.Keys(langs)), ", ")
}
