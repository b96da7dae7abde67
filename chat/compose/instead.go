package compose

import (
	"slices"
	"strings"

	"auskunft"
	"auskunft/chat/proof"
	"auskunft/internal/regex"
	"auskunft/retrieval"
)

// A sentence that is dropped costs its wording and leaves no hole: what it was to say is said in the town's own words,
// in its place.

// An alternative is what quotes of a dropped sentence say that stand together. It is said unless other sentences on those
// quotes tell it.
type alternative struct {
	passage int // index into Task.Hits
	run     run
	quotes  []auskunft.Citation
	title   string
	drafts  []Draft // whole quotes and headings, nothing else
}

// said is a sentence of the answer and what it stands on.
type said struct {
	text      string
	citations []auskunft.Citation
}

// alternatives gives what a dropped draft's quotes say, each widened to whole sentences and items of a list, those that
// follow each other together, with the heading they need to be understood. What is no quote, or stands behind orders to
// whoever answers, gives nothing.
func alternatives(dropped Draft, task Task) []alternative {
	var all []alternative
	for _, q := range dropped.Quotes {
		citation, err := proof.Cite(q, task.Hits)
		if err != nil {
			continue
		}
		r, ok := runOf(citation, q.Passage, task)
		if !ok {
			continue // behind the last unit that is cut
		}
		last := len(all) - 1
		if last >= 0 && all[last].passage == q.Passage && all[last].run.a <= r.a && r.a <= all[last].run.b+1 {
			all[last].run.b = max(all[last].run.b, r.b)
			all[last].quotes = append(all[last].quotes, citation)
			continue
		}
		all = append(all, alternative{passage: q.Passage, run: r, quotes: []auskunft.Citation{citation}, title: task.Hits[q.Passage].Document.Title})
	}
	for i := range all {
		all[i].word(task)
	}
	return all
}

// alone is the page of one passage.
func alone(passage int, task Task) (*page, []retrieval.Hit) {
	hits := task.Hits[passage : passage+1]
	return pagesOf(hits, 1, plainWords{})[0], hits
}

// runOf gives the units of its passage's page that a citation is of.
func runOf(c auskunft.Citation, passage int, task Task) (r run, ok bool) {
	p, hits := alone(passage, task)
	start := hits[0].Passage.Start
	quoted := func(u unit) bool { return start+u.start < c.End && c.Start < start+u.end }
	first := slices.IndexFunc(p.units, quoted)
	if first < 0 {
		return run{}, false
	}
	r = run{a: first, b: first}
	for r.b+1 < len(p.units) && quoted(p.units[r.b+1]) {
		r.b++
	}
	return r, true
}

// word words an alternative's run.
func (a *alternative) word(task Task) {
	p, hits := alone(a.passage, task)
	for _, d := range p.named(p.drafts(a.run, hits), hits) {
		for i := range d.Quotes {
			d.Quotes[i].Passage = a.passage
		}
		if n := paragraph.FindString(d.Text); n != "" && strings.HasPrefix(d.Quotes[0].Text, n) {
			d.Text, d.Quotes[0].Text = d.Text[len(n):], d.Quotes[0].Text[len(n):]
		}
		if _, err := proof.Verify(d.Draft, task.Hits, task.Town); err == nil && proof.IsVerbatim(d.Draft, task.Hits) {
			a.drafts = append(a.drafts, d.Draft)
		}
	}
}

// paragraph is the number of one in a statute, which says nothing in an answer.
var paragraph = regex.MustCompile(`^\(\d{1,2}[a-z]?\)\s+`)

// told tells whether sentences that stand on an alternative's quotes say all of it.
func (a alternative) told(answer []said) bool {
	return !slices.ContainsFunc(a.quotes, func(quote auskunft.Citation) bool {
		told := ""
		for _, s := range answer {
			if slices.ContainsFunc(s.citations, func(c auskunft.Citation) bool { return overlaps(quote, c) }) {
				told += s.text + "\n"
			}
		}
		return told == "" || !proof.Tells(told, quote)
	})
}

// foreign tells whether the answer stands on other documents alone: then an alternative has to name its own, or it would be
// taken for theirs.
func (a alternative) foreign(answer []said) bool {
	return !slices.ContainsFunc(answer, func(s said) bool {
		return slices.ContainsFunc(s.citations, func(c auskunft.Citation) bool { return c.Document == a.quotes[0].Document })
	})
}

// named gives what an alternative says with its title before it, unless it has that already or can do without: the first draft
// is where the reader has to know.
func (a alternative) named(task Task) []Draft {
	title := strings.TrimRight(oneLine(a.title), ".:?! ")
	if title == "" || len(a.drafts) == 0 || strings.Contains(proof.Fold(a.drafts[0].Text), proof.Fold(title)) {
		return a.drafts
	}
	drafts := slices.Clone(a.drafts)
	drafts[0].Text = title + " – " + drafts[0].Text
	if _, err := proof.Verify(drafts[0], task.Hits, task.Town); err != nil {
		return a.drafts
	}
	return drafts
}

// overlaps tells whether two citations share text.
func overlaps(a, b auskunft.Citation) bool {
	return a.Document == b.Document && a.Start < b.End && b.Start < a.End
}
