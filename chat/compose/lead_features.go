package compose

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
	"auskunft/retrieval/intent"
)

var (
	excepts = regex.MustCompile(`(?i)\b(?:ausgenommen|außer|es sei denn|ausnahme\w*|gilt nicht|abweichend|befreit)\b`)
	denies  = regex.MustCompile(`(?i)\b(?:nicht|kein\p{L}*|nie|niemals|ohne|nichts|niemand)\b`)
	yesNo   = regex.MustCompile(`(?i)(?:^|[.!?,;:]\s*)(?:\p{L}+ )?(?:gibt|kann|können|ist|sind|muss|müssen|darf|dürfen|bieten?t?|haben|hat|habe|werden|wird|geht|reicht|gilt|brauche?n?|soll|bekomm\p{L}*|nehmen|nimmt|macht|machen|zahlt|zahle)\b [^.?!]*\??$`)
)

// measureLeads computes the features of a page's leads, in the order of leadWeights.
func (r *reading) measureLeads(leads []lead) (names []string, all []features) {
	square := r.particulars()
	for k := range square {
		square[k] *= r.idf[k] // the rarest word is what the question is about in particular
	}
	most := 1e-9
	for _, l := range leads {
		most = max(most, r.cover(square, l.body, l.b))
	}
	asksYesNo := r.proof == 0 && yesNo.MatchString(r.text)
	for n, l := range leads {
		units := r.units[l.body : l.b+1]
		first := units[0]
		patterns, proven, unique := intent.Set(0), 0.0, 0.0
		var lines []string
		for i, u := range units {
			patterns |= u.patterns
			proven = max(proven, r.proven(u))
			_, _, own, _, _ := r.sharp(l.body + i)
			unique = max(unique, own)
			lines = append(lines, u.text)
		}
		text, covered := strings.Join(lines, "\n"), r.cover(square, l.body, l.b)
		heading, near := r.around(square, l.block)
		var f features
		add := func(name string, v float64) {
			if n == 0 {
				names = append(names, name)
			}
			f = append(f, v)
		}
		add("begins", r.begins[l.body])
		add("cover", covered)
		add("cover.relative", covered/most)
		add("heading", heading)
		add("near", near)
		add("unique", unique)
		add("field.wanted", r.wants(first))
		add("field.other", b2(first.field != "" && r.wants(first) == 0))
		add("papers.unasked", b2(first.field == "documents" && r.wants(first) == 0))
		add("proven", proven)
		add("proof", b2(patterns&r.proof != 0))
		add("value", b2(r.hasValues(units)))
		add("within", r.mostWithin(l.block))
		add("digit", b2(strings.ContainsAny(text, "0123456789")))
		add("yesno.denies", b2(asksYesNo && denies.MatchString(text)))
		add("excepts.cover", b2(excepts.MatchString(text))*covered)
		add("row", b2(l.row))
		add("first", b2(n == 0))
		add("position", float64(l.body)/float64(len(r.units)))
		add("section.first", b2(l.body <= first.section+1))
		add("short", b2(len(strings.Fields(text)) <= fragment))
		for _, in := range []string{"hours", "place", "span"} {
			add("asks."+in, r.shown(in, patterns))
		}
		all = append(all, f)
	}
	return names, all
}

// around is what the heading of a block and the units beside it cover more of the weights than the
// block itself, as shares.
func (r *reading) around(weights []float64, k block) (heading, near float64) {
	total, head := 1e-9, r.units[k.body].section
	for q, w := range weights {
		own, beside := slices.Max(r.match[q][k.body:k.b+1]), 0.0
		if k.a > 0 {
			beside = r.match[q][k.a-1]
		}
		if k.b+1 < len(r.units) {
			beside = max(beside, r.match[q][k.b+1])
		}
		total += w
		heading += w * b2(r.units[head].heading) * max(0, r.match[q][head]-own)
		near += w * max(0, beside-own)
	}
	return heading / total, near / total
}

// wants is how much the question asks for a unit's field: less by its later intents, and by the fields
// that stand in for one.
func (r *reading) wants(u unit) (most float64) {
	for n, in := range r.intents {
		if at := slices.Index(in.Fields, u.field); at >= 0 {
			most = max(most, 1/float64((1+at)*(1+n)))
		}
	}
	return most
}

// hasValues tells whether a value of each kind that is asked for is in the units; false when none is.
func (r *reading) hasValues(units []unit) (has bool) {
	for _, v := range r.values {
		if has = slices.ContainsFunc(units, func(u unit) bool { return v.given(r, u, v.groups) }); !has {
			return false
		}
	}
	return has
}

func (r *reading) mostWithin(k block) (most float64) {
	for i := k.body; i <= k.b; i++ {
		most = max(most, r.within(i))
	}
	return most
}

// shown is .5 when the question has an intent and the patterns are such an answer, -.5 when they are
// not, 0 without the intent.
func (r *reading) shown(name string, patterns intent.Set) float64 {
	for _, in := range r.intents {
		if in.Name == name {
			return b2(patterns&(in.Proof|in.Shows) != 0) - .5
		}
	}
	return 0
}
