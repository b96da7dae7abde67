package lexical

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/zeebo/xxh3"
)

// Kind is what a term stands for in its text.
type Kind uint8

// The kinds of terms. Values are stored; do not renumber them.
const (
	Word      Kind = iota + 1 // a stem
	Part                      // a stem inside a word, or a compound written in pieces as one word
	Number                    // number, amount, date, time, percentage
	Paragraph                 // "§12"
)

// Term is one unit of text as index and question see it. Terms of equal Text match each
// other whatever their kinds: the part "steuer" of Hundesteuer finds the word Steuer.
type Term struct {
	Text     string
	Kind     Kind
	Form     string // of a Word: as it stands in the text, folded; "" for other kinds
	Frame    bool   // of a Word: shapes a question more than it names a subject
	Small    bool   // of a Word: begins with a small letter, as nouns and names do not
	Position int    // of the token in its text, from 0; parts share their compound's, stop words leave gaps
}

// Analyser turns text into terms. It is safe for concurrent use and remembers what it
// found out about the words it met last.
type Analyser struct {
	vocabulary *Vocabulary
	thesaurus  func() thesaurus
	cache      [1 << 14]atomic.Pointer[analysed]
	scanners   sync.Pool
}

// analysed is what is known about a folded word in a language.
type analysed struct {
	word  string
	lang  string
	stop  bool
	frame bool
	stem  string
	parts []string // stems
}

// NewAnalyser makes an analyser that splits compounds by v; nil splits none.
func NewAnalyser(v *Vocabulary) *Analyser {
	if v == nil {
		v = &Vocabulary{}
	}
	a := &Analyser{vocabulary: v, scanners: sync.Pool{New: func() any { return new(scanner) }}}
	a.thesaurus = sync.OnceValue(func() thesaurus { return readThesaurus(a, thesaurusFile) })
	return a
}

// Vocabulary is the snapshot the analyser splits compounds by. Never nil.
func (a *Analyser) Vocabulary() *Vocabulary { return a.vocabulary }

// Terms analyses a text or a question in the language lang (BCP 47, primary language; ""
// is German). Stop words are left out.
func (a *Analyser) Terms(lang, text string) []Term {
	terms, _ := a.append(nil, lang, text, 0)
	return terms
}

// append appends the terms of text, whose first token has the given position, and
// returns the position after its last.
func (a *Analyser) append(terms []Term, lang, text string, position int) ([]Term, int) {
	s := a.scanners.Get().(*scanner)
	defer a.scanners.Put(s)
	s.scan(text)
	verbs := 0 // token after the last separated verb
	for i := 0; i < len(s.tokens); {
		from := len(terms)
		next := i
		terms, next = a.next(terms, lang, s, i)
		for j := from; j < len(terms); j++ {
			terms[j].Position += position + i // next counts from its own token
		}
		if isGerman(lang) {
			if with, ok := a.joinSeparated(terms, s, verbs, i, position); ok {
				terms, verbs = with, i+1
			}
		}
		i = next
	}
	return terms, position + len(s.tokens)
}

// joinSeparated joins a verb that token i completes and whose finite part is token from or a later one:
// it stands where that does, which becomes a part of it. "ziehe … um" is moving house and no pulling.
func (a *Analyser) joinSeparated(terms []Term, s *scanner, from, i, position int) ([]Term, bool) {
	verb, finite := a.separated(s, from, i)
	if verb == "" {
		return terms, false
	}
	for j := len(terms) - 1; j >= 0 && terms[j].Position >= position+finite; j-- {
		if t := terms[j]; t.Position == position+finite && t.Kind == Word {
			terms[j].Text, terms[j].Form, terms[j].Frame = verb, verb, false
			return slices.Insert(terms, j+1, Term{Text: t.Text, Kind: Part, Position: t.Position}), true
		}
	}
	return terms, false
}

// next appends the terms that begin at token i and returns the token after what it read.
// Their positions count from token i.
func (a *Analyser) next(terms []Term, lang string, s *scanner, i int) ([]Term, int) {
	tok := s.tokens[i]
	if text, next := s.paragraph(i); next > i {
		return append(terms, Term{Text: text, Kind: Paragraph}), next
	}
	switch tok.class {
	case digits:
		return appendNumber(terms, s, i)
	case symbol:
		return terms, i + 1
	case letters:
		if isGenderSuffix(s, i) {
			return terms, i + 1
		}
	}
	if word := a.word(lang, s.text(i)); !word.stop {
		frame := word.frame || isGerman(lang) && s.whose(i)
		terms = append(terms, Term{Text: word.stem, Kind: Word, Form: word.word, Frame: frame, Small: tok.small})
		for _, p := range word.parts {
			terms = append(terms, Term{Text: p, Kind: Part})
		}
	}
	return a.hyphenated(terms, lang, s, i), i + 1
}

// appendNumber appends the terms of a date, time, amount or number at token i.
func appendNumber(terms []Term, s *scanner, i int) ([]Term, int) {
	if year, month, day, next := s.date(i); next > i {
		if year > 0 {
			terms = append(terms, numberTerm(dateText(year, month, day)))
		}
		return append(terms, numberTerm(dateText(0, month, day))), next
	}
	if hour, minute, next := s.clock(i); next > i {
		return append(terms, numberTerm(clockText(hour, minute)), Term{Text: "uhr", Kind: Word, Form: "uhr"}), next
	}
	number, next := s.number(i)
	text := string(number)
	terms = append(terms, numberTerm(text))
	switch {
	case s.followedBy(next, "€") || s.followedBy(next, "euro") || s.followedBy(next, "eur"):
		return append(terms, numberTerm(text+"€"), Term{Text: "euro", Kind: Word, Form: "euro"}), next + 1
	case s.followedBy(next, "%") || s.followedBy(next, "prozent"):
		return append(terms, numberTerm(text+"%"), Term{Text: "prozent", Kind: Word, Form: "prozent"}), next + 1
	case i > 0 && (s.followedBy(i-1, "€") || s.followedBy(i-1, "eur")):
		return append(terms, numberTerm(text+"€"), Term{Text: "euro", Kind: Word, Form: "euro"}), next
	}
	return terms, next
}

func numberTerm(text string) Term { return Term{Text: text, Kind: Number} }

// hyphenated appends, at the first element of Corona-Virus or BG-2, the compound of up to
// three elements written as one word. Each element is a word of its own as well.
func (a *Analyser) hyphenated(terms []Term, lang string, s *scanner, i int) []Term {
	end := i + 1
	for end < len(s.tokens) && end <= i+3 && s.tokens[end].glue == '-' && s.tokens[end].class != symbol {
		end++
	}
	if end == i+1 || end > i+3 || s.tokens[i].class != letters || s.tokens[i].glue == '-' || s.tokens[end-1].end-s.tokens[i].start > maxWord {
		return terms
	}
	joined := a.word(lang, s.buf[s.tokens[i].start:s.tokens[end-1].end]) // tokens lie side by side in buf
	if joined.stop {
		return terms
	}
	return append(terms, Term{Text: joined.stem, Kind: Part})
}

// isGenderSuffix reports whether token i is the ending of Bürger*innen, Bürger/in, BürgerInnen.
func isGenderSuffix(s *scanner, i int) bool {
	switch s.tokens[i].glue {
	case '*', ':', '/':
		return s.followedBy(i, "innen") || s.followedBy(i, "in")
	}
	return false
}

func isGerman(lang string) bool { return lang == "de" || lang == "" }

// word looks a folded word up, in the cache first.
func (a *Analyser) word(lang string, folded []byte) *analysed {
	if lang == "" {
		lang = "de"
	}
	slot := &a.cache[xxh3.Hash(folded)%uint64(len(a.cache))]
	if w := slot.Load(); w != nil && w.word == string(folded) && w.lang == lang {
		return w
	}
	w := a.analyse(lang, string(folded))
	slot.Store(w)
	return w
}

func (a *Analyser) analyse(lang, word string) *analysed {
	w := &analysed{word: word, lang: lang, stop: stops[lang][word]}
	if w.stop {
		return w
	}
	w.stem = stem(lang, word)
	w.frame = frames[lang][w.stem]
	if isGerman(lang) {
		w.parts = a.vocabulary.split(w.stem)
		if verb := a.vocabulary.verb(w.stem); verb != "" {
			w.parts = append(w.parts, verb)
		}
	}
	return w
}
