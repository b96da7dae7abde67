package chat

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/chat/guard"
	"auskunft/internal/german"
	"auskunft/retrieval"
	"auskunft/retrieval/situation"
)

// Beside the note that only the office can decide stands what holds for everybody. A story hides its
// matter: most of its words stand on no page, and the page that says most of those it asks with may be
// of something else ("Fällt mein Wohngeld weg?" is nothing about felling trees). So the service is
// looked for that the whole message is about: by what the search makes of it, and by the names that
// the service has in it. That is no answer to the question, and needs no page that covers it. Where no
// service is likely enough nothing is told: the rule of something else is worse than none, and the
// nearest pages are named as such.

// How a service is told to be a case's matter, after a conditional logit on 410 cases of six authors
// whose service is known: by weights of other authors the right one is first for 304, by the search for
// the asking clause alone for 279, for the whole message for 282.
const (
	byScore = 5.8 // of the share of the best score
	byName  = .21 // of a nat of the names it has in the message, those in the asking clause twice
	maxName = 32  // nats that count
	// byItsName is how probably a service is the matter that is asked for by its name.
	byItsName = .9
	// asPart is what is left of a name that is only a part of the service's, or has it as a part.
	asPart = .5
	// sure is the probability from which a service is the matter. Of 429 messages of seven authors 316
	// have such a service, and 267 of these are right; of the 113 others 55 would be, and 43 of the 84
	// that a page would be answered from.
	sure = .5
	// likely is what is left of it where a page of the town that is no service suits better.
	likely = .3
)

// ruleBeside answers an individual case with what holds for everybody.
func (w *walk) ruleBeside(ctx context.Context) error {
	if !w.tellsMatters() {
		answerable, err := w.retrieve(ctx, guard.Individual)
		if err != nil || !answerable {
			return err
		}
		return w.compose(ctx, guard.Individual)
	}
	found, share, err := w.matterOf(ctx)
	if err != nil {
		return err
	}
	w.found, w.reading = found, nil
	w.explainHits()
	if share < sure { // whose matter it is, is not known either: no office stands beside
		w.found.Hits, w.found.Coverage = found.Hits[:min(passages, len(found.Hits))], 0
		return nil
	}
	w.told = firstNonEmpty(w.told, w.standalone)
	if !asksRule(w.standalone) {
		w.standalone = generalTerms(w.standalone)
	}
	return w.compose(ctx, guard.Individual)
}

// tellsMatters tells whether a case's service can be told by its words: not of pages that the asker has
// named, nor of a message in another language than theirs.
func (w *walk) tellsMatters() bool {
	return w.Lexicon != nil && !w.given() && (w.spoken == "" || w.spoken == "de")
}

// matterOf finds the service that a case is about, all of it, and how probably it is that one; what was found near it
// when it is not sure.
func (w *walk) matterOf(ctx context.Context) (found retrieval.Result, share float64, err error) {
	message := topic(w.asked)
	query := retrieval.Query{Text: message, Lang: "de", Reader: w.question.Reader, K: candidates, Area: w.area, Now: w.question.Now, Explain: w.trace != nil}
	found, err = w.Searcher.Search(ctx, query)
	if err != nil {
		return found, 0, fmt.Errorf("searching the matter of a case: %w", err)
	}
	found.Hits = oneDepartment(found.Hits)
	best, share := w.likeliest(message, found.Hits)
	if named, ok, err := w.askedByName(ctx, query); err != nil {
		return found, 0, err
	} else if ok {
		best, share = named, max(share, byItsName)
	}
	w.step("matter", "%q, probability %.2f", best.Document.Title, share)
	if share < sure {
		return found, share, nil
	}
	query.Documents, query.K, query.Whole = []int64{best.Document.ID}, passages, 1
	found, err = w.Searcher.Search(ctx, query)
	return found, share, err
}

// likeliest is the best hit of the service that a message is most probably about, with probability 0 when
// there is none, and at most likely when a page of the town that is no service suits it better.
func (w *walk) likeliest(message string, hits []retrieval.Hit) (best retrieval.Hit, share float64) {
	sum, most, other := 0.0, math.Inf(-1), math.Inf(-1)
	names, asked := naming(asStatement(message)), words(askingClause(message))
	seen := map[int64]bool{}
	for _, h := range hits {
		if seen[h.Document.ID] || !inGerman(h.Document) {
			continue
		}
		seen[h.Document.ID] = true
		rate := byScore*h.Score/hits[0].Score + byName*min(w.namedBy(h.Document, names, asked), maxName)
		switch h.Document.Kind {
		case auskunft.ServiceDocument:
			sum += math.Exp(rate)
			if rate > most {
				most, best = rate, h
			}
		case auskunft.PageDocument:
			other = max(other, rate)
		}
	}
	share = math.Exp(most) / max(sum, 1e-9)
	if other > most {
		share = min(share, likely)
	}
	return best, share
}

// askedByName is the best hit of the one service that the question of a message asks for by its name: who is
// "alleinerziehend" and asks "bekomme ich Wohngeld?" asks for Wohngeld, whatever else is for Alleinerziehende. Where
// the question names two things, either may be the matter.
func (w *walk) askedByName(ctx context.Context, message retrieval.Query) (named retrieval.Hit, ok bool, err error) {
	clause := closing(message.Text)
	names := slices.DeleteFunc(naming(asStatement(clause)), situation.Beside)
	if clause == message.Text || len(names) != 1 {
		return named, false, nil
	}
	message.Text = clause
	found, err := w.Searcher.Search(ctx, message)
	if err != nil {
		return named, false, fmt.Errorf("searching what a case asks for by its name: %w", err)
	}
	asked := w.reads(names[0])
	for _, h := range oneDepartment(found.Hits) {
		if h.Document.Kind != auskunft.ServiceDocument || !inGerman(h.Document) || h.Document.ID == named.Document.ID || !w.isCalled(h.Document, asked) {
			continue
		}
		if ok {
			return named, false, nil
		}
		named, ok = h, true
	}
	return named, ok, nil
}

// inGerman tells whether a page is no translation, nor one in plain language.
func inGerman(d auskunft.Document) bool { return d.Lang == "" || d.Lang == "de" }

// isCalled tells whether a service's title begins with the name.
func (w *walk) isCalled(d auskunft.Document, name []compose.Word) bool {
	title := naming(d.Title)
	if len(title) == 0 {
		return false
	}
	return slices.ContainsFunc(w.reads(title[0]), func(head compose.Word) bool {
		return slices.ContainsFunc(name, func(word compose.Word) bool { return calls(word, head) == 1 })
	})
}

// closing is the clause that a message's question ends with: "…, bekomme ich Wohngeld?"
func closing(message string) string {
	clause := askingClause(message)
	for _, at := range asksLast.FindAllStringSubmatchIndex(clause, -1) {
		if rest := words(clause[at[2]:]); !subordinates[rest[0]] {
			clause = clause[at[2]:]
			break
		}
	}
	return clause
}

var (
	// asksLast begins a clause with its verb, behind a comma or a dash.
	asksLast = regexp.MustCompile(`(?:,|–|-|;)\s+(?:und |also |jetzt |nun )?(\p{Ll}+ (?:ich|wir|mir|uns|man|mein\p{Ll}*|unser\p{Ll}*)\s)`)
	// subordinates begin a clause whose verb stands at its end.
	subordinates = wordSet(`wenn weil dass ob da als obwohl damit falls sofern bevor nachdem während seit seitdem bis sobald solange wo wie was die der das den dem deren dessen für mit ohne von bei an auf in zu`)
)

// namedBy is how much the names of a message count that a service has, in nats of IDF; those that
// are asked with count twice.
func (w *walk) namedBy(d auskunft.Document, named, asked []string) (counts float64) {
	vocabulary := w.vocabulary()
	names := w.reads(strings.Join(append([]string{d.Title}, d.Synonyms...), " "))
	for _, word := range named {
		most := 0.0
		for _, r := range w.reads(word) {
			for _, has := range names {
				most = max(most, calls(r, has)*vocabulary.IDF(r.Stem))
			}
		}
		counts += most
		if slices.Contains(asked, strings.ToLower(word)) {
			counts += most
		}
	}
	return counts
}

// calls is how well a word says a service's name.
func calls(word, name compose.Word) float64 {
	switch {
	case word.Stem == name.Stem:
		return 1
	case slices.Contains(name.Parts, word.Stem), slices.Contains(word.Parts, name.Stem):
		return asPart
	}
	return 0
}

// asStatement is a message without the verbs that begin its questions: with their capital they would
// be names.
func asStatement(message string) string {
	var kept []string
	for _, span := range german.Sentences(message) {
		text := span.Of(message)
		if all := words(text); len(all) > 1 && followsVerb[all[1]] {
			_, text, _ = strings.Cut(strings.TrimSpace(text), " ")
		}
		kept = append(kept, text)
	}
	return strings.Join(kept, " ")
}

// followsVerb are the words behind a verb that begins a question: "Fällt mein", "Genehmigen Sie".
var followsVerb = wordSet(`ich wir sie er es man mein meine meinen meinem meiner unser unsere unseren unserem unserer
	mir mich uns das der die den dem ein eine einen einem einer ihr ihre sich bei da`)
