package proof

import (
	"maps"
	"regexp"
	"slices"
	"testing"
)

// A mutation makes an unfaithful sentence of a quote by one edit.
type mutation struct {
	kind    string
	pattern *regexp.Regexp
	by      string
	passing int // how many get through, at most: of those that shorten, some leave nothing out that counts
}

var mutations = []mutation{
	{"lost nicht", regexp.MustCompile(`\bnicht `), "", 0},
	{"lost kein", regexp.MustCompile(`\bkein(e[nrms]?)? `), "ein$1 ", 0},
	{"added nicht", regexp.MustCompile(`\b(ist|sind|wird|werden|kann|können|muss|müssen) `), "$1 nicht ", 0},
	{"lost nur", regexp.MustCompile(`\bnur `), "", 0},
	{"may for must", regexp.MustCompile(`\bmüssen\b`), "können", 0},
	{"must for may", regexp.MustCompile(`\b(?:können|dürfen)\b`), "müssen", 0},
	{"number", regexp.MustCompile(`\b(?:zwei|drei|vier|fünf|sechs|zwölf|\d+)\b`), "7", 0},
	{"before for after", regexp.MustCompile(`\bnach\b`), "vor", 0},
	{"after for before", regexp.MustCompile(`\b(?:vor|bis)\b`), "nach", 0},
	{"lost condition", regexp.MustCompile(`, (?:wenn|sofern|solange|falls|soweit)\b[^,.;]*`), "", 0},
	{"und for oder", regexp.MustCompile(`\boder\b`), "und", 0},
	{"oder for und", regexp.MustCompile(`\bund\b`), "oder", 0},
	{"Sie for wir", regexp.MustCompile(`\bwir\b`), "Sie", 0},
	{"uns for Ihnen", regexp.MustCompile(`\bIhnen\b`), "uns", 0},
	{"Sie for a third", regexp.MustCompile(`^(?:Der|Die|Das) \p{Lu}\p{L}+ (muss|kann|darf|wird|ist|gilt|hat)\b`), "Sie $1", 0},
	{"left out whom", regexp.MustCompile(` (?:für|bei|mit|ohne|unter) (?:\p{Ll}+ )*\p{Lu}\p{L}+`), "", 12},
	{"left out which", regexp.MustCompile(` (\p{Ll}{5,}(?:e|er|es|em)) (\p{Lu})`), " $2", 15},
}

// TestVerifyStopsMutations makes one unfaithful sentence of each kind of each quote of the development halves: what a model
// would write that copies, and errs once.
func TestVerifyStopsMutations(t *testing.T) {
	passed, of, seen := map[string]int{}, map[string]int{}, map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(keptFaithful)) {
		for _, row := range rows(t, name, "dev") {
			for i, q := range row.Quotes {
				if seen[q.Quote] {
					continue
				}
				seen[q.Quote] = true
				row := row
				row.Quotes = row.Quotes[i : i+1]
				for _, m := range mutations {
					at := m.pattern.FindStringIndex(q.Quote)
					if at == nil {
						continue
					}
					row.Sentence = q.Quote[:at[0]] + m.pattern.ReplaceAllString(q.Quote[at[0]:at[1]], m.by) + q.Quote[at[1]:]
					if row.Sentence == q.Quote {
						continue
					}
					of[m.kind]++
					if _, err := Verify(row.draft()); err == nil {
						passed[m.kind]++
						t.Logf("%s: %q from %q", m.kind, row.Sentence, q.Quote)
					}
				}
			}
		}
	}
	for _, m := range mutations {
		t.Logf("%-18s %d of %d pass", m.kind, passed[m.kind], of[m.kind])
		if passed[m.kind] > m.passing {
			t.Errorf("%s: %d of %d pass, at most %d did", m.kind, passed[m.kind], of[m.kind], m.passing)
		}
	}
}
