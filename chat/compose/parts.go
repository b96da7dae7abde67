package compose

import (
	"slices"

	"auskunft/internal/regex"
	"auskunft/retrieval"
	"auskunft/retrieval/intent"
)

// askedToo begins what is asked besides: "Wie lange darf ich Bücher behalten und was kostet es danach?"
var askedToo = regex.MustCompile(`(?i)[,;]?\s+und\s+(?:(?:ab|bis|an|von|in|für)\s+)?(?:was|wie|wieviel|wo|wohin|wann|wer|wen|wem|welche[mnrs]?)\b`)

// maxOfPart is how many drafts an answer to one of two things has at most.
const maxOfPart = 3

// parts reads the page once for each of two things that are asked of the same matter, nil when
// one thing is asked. What only the other asks for is no more than the matter.
func (r *reading) parts() []*reading {
	at := askedToo.FindStringIndex(r.text)
	if at == nil || len(r.wanted) > 0 {
		return nil
	}
	var parts []*reading
	for _, clause := range []string{r.text[:at[0]], r.text[at[0]:]} {
		part := *r
		part.ask(intent.Of(clause))
		if part.proof == 0 && len(part.wantedRuns()) == 0 { // neither is told by what a sentence shows, nor by a field
			return nil
		}
		part.idf = slices.Clone(r.idf)
		asked := r.vocabulary.Asked(clause)
		for k, w := range r.words {
			if !slices.ContainsFunc(asked, func(a Word) bool { return a.Stem == w.Stem }) {
				part.idf[k] *= topical
			}
		}
		parts = append(parts, &part)
	}
	if parts[0].proof == parts[1].proof {
		return nil
	}
	return parts
}

// bothParts answers the parts: the point of each, then what else there is to say.
func bothParts(parts []*reading, hits []retrieval.Hit) (all []worded) {
	var points, rest []worded
	for _, part := range parts {
		if said := part.pointed(hits); len(said) > 0 {
			points = append(points, said[0])
			rest = append(rest, said[1:min(len(said), maxOfPart)]...)
		}
	}
	return append(points, rest...)
}
