package lexical

import (
	"maps"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"auskunft"
)

// Document is a document as the index takes it. Title and Synonyms are for suggestions, in
// their original spelling; what is searched stands in the passages' terms.
type Document struct {
	ID         int64
	Name       string // by which equals are ordered: ids depend on when a document came
	Visibility auskunft.Visibility
	Lang       string
	Title      string
	Synonyms   []string
	Passages   []Passage // in the order of the text
	Vectors    []Vector  // of the passages; as many, or none
}

// Passage is a passage's id and its terms as Analyser.Encode made them.
type Passage struct {
	ID    int64
	Terms []byte
}

// Vector is a passage's by the built-in embedder, in any scale. The index does nothing with it but
// bring it along with a hit: what a search compares with the question lies where the search does.
type Vector [256]int8

// Index is an in-memory BM25 index. Any number of goroutines may search while one or more
// update it; a search sees the index as it was when it began.
type Index struct {
	vocabulary atomic.Pointer[Vocabulary]
	segments   atomic.Pointer[segments]
	weights    weights
	searches   sync.Pool

	mu     sync.Mutex                    // held by writers
	places map[int64]auskunft.Visibility // of documents: their segment
}

// segments holds the views of each visibility, the largest blocks first.
type segments map[auskunft.Visibility][]view

// view is a block and what has died in it since it was made. It is immutable, too.
type view struct {
	*block
	alive slotSet // of its documents; nil when all are
	live  totals
}

// totals are what BM25 needs to know about a collection.
type totals struct {
	documents, passages           int
	documentLength, passageLength uint64
}

func (t totals) plus(o totals) totals {
	return totals{t.documents + o.documents, t.passages + o.passages, t.documentLength + o.documentLength, t.passageLength + o.passageLength}
}

func (t totals) minus(o totals) totals {
	return totals{t.documents - o.documents, t.passages - o.passages, t.documentLength - o.documentLength, t.passageLength - o.passageLength}
}

// NewIndex makes an empty index. The vocabulary weighs n-grams; nil weighs all alike.
func NewIndex(v *Vocabulary) *Index {
	x := &Index{weights: defaultWeights, places: make(map[int64]auskunft.Visibility)}
	x.searches.New = func() any { return new(search) }
	x.SetVocabulary(v)
	x.segments.Store(&segments{})
	return x
}

// Clone is an index with the same content, which it shares until one of the two is updated.
func (x *Index) Clone() *Index {
	x.mu.Lock()
	defer x.mu.Unlock()
	c := NewIndex(x.vocabulary.Load())
	c.weights, c.places = x.weights, maps.Clone(x.places)
	c.segments.Store(x.segments.Load())
	return c
}

// SetVocabulary replaces the vocabulary, for searches that begin from now on.
func (x *Index) SetVocabulary(v *Vocabulary) {
	if v == nil {
		v = &Vocabulary{}
	}
	x.vocabulary.Store(v)
}

// Batch collects changes for one update. The zero value is an empty batch.
type Batch struct {
	builders map[auskunft.Visibility]*blockBuilder
	put      map[int64]auskunft.Visibility
	removed  []int64
}

// Put adds a document or replaces the one with its ID; it keeps neither passages nor vectors. A document may be put once in a batch.
// Damaged terms and a second Put are errors; the batch is then unusable.
func (b *Batch) Put(d Document) error {
	if b.put == nil {
		b.builders, b.put = make(map[auskunft.Visibility]*blockBuilder), make(map[int64]auskunft.Visibility)
	}
	if _, twice := b.put[d.ID]; twice {
		return auskunft.Errorf(auskunft.Unexpected, "index", "document %d is put twice in one batch", d.ID)
	}
	b.put[d.ID] = d.Visibility
	builder := b.builders[d.Visibility]
	if builder == nil {
		builder = new(blockBuilder)
		b.builders[d.Visibility] = builder
	}
	return builder.add(d)
}

// Remove takes a document out of the index. Unknown IDs are ignored.
func (b *Batch) Remove(document int64) { b.removed = append(b.removed, document) }

// Update applies a batch at once: a search sees all of it or nothing. The batch must not
// be used again.
func (x *Index) Update(b *Batch) {
	x.mu.Lock()
	defer x.mu.Unlock()
	next := make(segments)
	for v, views := range *x.segments.Load() {
		next[v] = views
	}
	gone := make(map[auskunft.Visibility][]int64)
	bury := func(document int64) {
		if v, ok := x.places[document]; ok {
			gone[v] = append(gone[v], document)
			delete(x.places, document)
		}
	}
	for _, d := range b.removed {
		bury(d)
	}
	for d := range b.put {
		bury(d)
	}
	for v, documents := range gone {
		next[v] = kill(next[v], documents)
	}
	for v, builder := range b.builders {
		next[v] = append(slices.Clip(next[v]), viewOf(builder.build()))
	}
	for d, v := range b.put {
		x.places[d] = v
	}
	for v := range next {
		if next[v] = compact(next[v]); len(next[v]) == 0 {
			delete(next, v)
		}
	}
	x.segments.Store(&next)
}

// visible returns the views of the given visibilities, in an order that depends on nothing else.
func (x *Index) visible(visibilities []auskunft.Visibility) []view {
	all := *x.segments.Load()
	var views []view
	for _, v := range slices.Compact(slices.Sorted(slices.Values(visibilities))) {
		views = append(views, all[v]...)
	}
	return views
}

// Passages counts the passages of the visible segments.
func (x *Index) Passages(visible []auskunft.Visibility) int {
	n := 0
	for _, v := range x.visible(visible) {
		n += v.live.passages
	}
	return n
}

// Stats says how large the index is, over all visibilities. For operators only.
type Stats struct {
	Documents, Passages, Terms, Blocks int
	Bytes                              int // of postings, dictionary and word sequences
}

// Stats counts what is in the index.
func (x *Index) Stats() Stats {
	var s Stats
	for _, views := range *x.segments.Load() {
		for _, v := range views {
			s.Documents += v.live.documents
			s.Passages += v.live.passages
			s.Terms += v.texts.len()
			s.Blocks++
			s.Bytes += v.size()
		}
	}
	return s
}

// size is the bytes the block holds, titles and synonyms left out.
func (b *block) size() int {
	return 2*cap(b.postings) + 24*cap(b.found) + cap(b.forward) + cap(b.texts.text) +
		4*(cap(b.texts.ends)+cap(b.order)+cap(b.ends)+cap(b.firsts)+cap(b.owner)+cap(b.lengths)+cap(b.wholes)+cap(b.forwards)) +
		8*cap(b.passages) + 12*cap(b.starts) + len(Vector{})*cap(b.vectors) + 8*cap(b.numbers.places) + b.alike.size() + 4*cap(b.signs)
}

func viewOf(b *block) view {
	v := view{block: b}
	for d := range b.documents {
		v.live = v.live.plus(b.totals(d))
	}
	return v
}

// totals are a document's share of its block.
func (b *block) totals(document int) totals {
	from, to := b.slots(document)
	t := totals{documents: 1, passages: int(to - from - 1), documentLength: uint64(b.wholes[document])}
	for s := from + 1; s < to; s++ {
		t.passageLength += uint64(b.lengths[s])
	}
	return t
}

func (v view) isDead(document int) bool { return v.alive != nil && !v.alive.has(v.firsts[document]) }

// living appends the postings of a term in documents that are not dead.
func (v view) living(to []posting, term uint32) []posting {
	return appendPostings(to, v.list(term), v.alive)
}

// kill returns the views without the documents.
func kill(views []view, documents []int64) []view {
	doomed := make(map[int64]bool, len(documents))
	for _, d := range documents {
		doomed[d] = true
	}
	views = slices.Clone(views)
	for i, v := range views {
		var alive slotSet
		for d := range v.documents {
			if !doomed[v.documents[d].id] || v.isDead(d) {
				continue
			}
			if alive == nil {
				alive = v.copyAlive()
			}
			alive.remove(v.slots(d))
			v.live = v.live.minus(v.totals(d))
		}
		if alive != nil {
			views[i].alive, views[i].live = alive, v.live
		}
	}
	return views
}

// copyAlive is a copy of v.alive, with all slots where that is nil.
func (v view) copyAlive() slotSet {
	if v.alive != nil {
		return slices.Clone(v.alive)
	}
	return slices.Repeat(slotSet{math.MaxUint64}, (len(v.owner)+63)/64)
}

// compact merges blocks so that each is more than twice as large as the next, which keeps
// their number logarithmic, and rewrites blocks of which a third is dead.
func compact(views []view) []view {
	var kept []view
	for _, v := range views {
		switch dead := len(v.documents) - v.live.documents; {
		case v.live.documents == 0:
		case 3*dead > len(v.documents):
			kept = append(kept, merged(v))
		default:
			kept = append(kept, v)
		}
	}
	slices.SortStableFunc(kept, func(a, b view) int { return b.live.passages - a.live.passages })
	for len(kept) > 1 {
		last := len(kept) - 1
		if kept[last-1].live.passages > 2*kept[last].live.passages {
			break
		}
		from := last - 1
		size := kept[last].live.passages + kept[from].live.passages
		for from > 0 && kept[from-1].live.passages <= 2*size {
			from--
			size += kept[from].live.passages
		}
		kept = append(kept[:from], merged(kept[from:]...))
	}
	return kept
}

func merged(views ...view) view {
	b := new(blockBuilder)
	for _, v := range views {
		b.merge(v)
	}
	return viewOf(b.build())
}
