package chat

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/chat/guard"
	"auskunft/internal/civil"
	"auskunft/internal/german"
	"auskunft/retrieval"
)

// opening asks whether, or until when, a place is open.
var opening = regexp.MustCompile(`(?i)geöffnet|geschlossen|\bbesetzt\b|(^|\s)öffn(et|en)\b|\bschließt\b|\b(offen|sprechzeit\w*|sprechstunde\w*)\b|öffnungszeit|\b(auf|zu|da)\W*$|` +
	`\bkann (ich|man)\b.*\b(zum|zur|ins|vorbeikommen)\b|\b(bis|ab) wann\b.*\b(auf|da|erreichbar)\b|\p{L}{4} (heute )?(bis|ab) wann\W*$`)

// occupied says of an office that it is open, and nothing of which.
var occupied = regexp.MustCompile(`(?i)\bbesetzt\b`)

// offices is how many passages are looked at for hours of offices: every service that an
// office is in charge of has the office's name too.
const offices = 100

// wholeWeek asks for the hours of every day.
var wholeWeek = regexp.MustCompile(`(?i)\bwann\b.*(geöffnet|offen|\bauf\b|\bzu\b|besetzt|öffnet|schließt)|öffnungszeit|sprechzeit|sprechstunde`)

// wholeTown is what all offices together are called.
var wholeTown = regexp.MustCompile(`(?i)rathaus|verwaltung|ämter|behörden`)

// whereabouts asks where something is, reaches asks for a way to call or write to it.
var (
	whereabouts = regexp.MustCompile(`(?i)\bwo\s+(ist|sind|liegt|liegen|sitzt|sitzen|befindet sich|finde?t? (ich|man|wir))\b|\bin welcher stra(ß|ss)e\s+(ist|sitzt|liegt|befindet sich)\b|\b(adresse|anschrift)\b|` +
		`\bwie\s+komme?[nt]?\s+(?:ich|man|wir)\s+(?:am besten\s+)?(?:zum|zur|zu|ins)\b`)
	reaches = regexp.MustCompile(`(?i)\bwie erreich(e ich|t man|en wir)\b|\b(telefonnummer|telefon|tel(?:\.|\b)|rufnummer|durchwahl|kontakt|(?:e-?)?mail(-?adresse)?)\b`)
)

// reach looks whether the question asks where an office that it names is, or how to call or
// write to it. Every service's text has that office's name; only its own has the address.
func (w *walk) reach(ctx context.Context) (ok bool, err error) {
	fields := []auskunft.Field{auskunft.FieldAddress, auskunft.FieldContact}
	pattern := whereabouts
	if reaches.MatchString(w.standalone) {
		fields, pattern = []auskunft.Field{auskunft.FieldContact, auskunft.FieldAddress}, reaches
	}
	if !pattern.MatchString(w.standalone) || w.given() {
		return false, nil
	}
	question := pattern.ReplaceAllString(w.standalone, " ")
	of := func(name string) (bool, error) {
		return w.ofOffices(ctx, name+" Anschrift Telefon", func(task *compose.Task) {
			task.Question, task.Office = name, fields
		})
	}
	if ok, err := of(question); ok || err != nil {
		return ok, err
	}
	return w.ofService(ctx, question, of)
}

// openings looks whether the question asks when an office that it names is open, and finds the
// hours of such offices. Which line of the hours is meant is told by the day and no matter of
// words in common. ok is false for all other questions, and then nothing has changed.
func (w *walk) openings(ctx context.Context) (ok bool, err error) {
	if w.given() {
		return false, nil
	}
	question, day, week, ok := whenOpen(w.standalone, w.question.Now)
	if !ok {
		return false, nil
	}
	if ok, err = w.hoursOf(ctx, question, day, week); ok || err != nil {
		return ok, err
	}
	ok, err = w.ofService(ctx, question, func(office string) (bool, error) { return w.hoursOf(ctx, office, day, week) })
	if dated := civil.DateFeasts(w.standalone); !ok && err == nil && dated != w.standalone && wholeTown.MatchString(question) && opening.MatchString(question) {
		w.standalone = dated // what a page says of the openings of such days, it says by the date
		w.step("openings", "%s", dated)
	}
	return ok, err
}

// maxBareName is how many words a message has that only names an office and a day: "Standesamt Freitag".
const maxBareName = 2

// whenOpen reads a question for openings: what is left of it without the day, and which day is meant or whether the whole week is.
func whenOpen(question string, now time.Time) (rest string, day time.Time, week, ok bool) {
	day, start, end, named := civil.Day(question, now)
	rest = question[:start] + question[end:]
	if named {
		return occupied.ReplaceAllString(rest, ""), day, false, opening.MatchString(question) || len(strings.Fields(rest)) <= maxBareName
	}
	day, _, _, _ = civil.Day("heute", now)
	rest, someDay := civil.WithoutAnyDay(question)
	return occupied.ReplaceAllString(rest, ""), day, true, opening.MatchString(question) && (someDay || wholeWeek.MatchString(question))
}

// hoursOf finds the hours of the offices that a question names.
func (w *walk) hoursOf(ctx context.Context, question string, day time.Time, week bool) (ok bool, err error) {
	ok, err = w.ofOffices(ctx, question+" Öffnungszeiten "+civil.Weekday(day), func(task *compose.Task) { task.Question, task.Day, task.Week = question, day, week })
	if ok {
		w.eve = !week && civil.IsEve(day)
		w.step("openings", "of %s, by the hours of the office", civil.Date(day))
	}
	return ok, err
}

// ofOffices searches for what offices say and reads it by a task that is made ready for it. A field by itself does not have
// all names of its office. ok is false when the question names none of them, and then nothing has changed.
func (w *walk) ofOffices(ctx context.Context, text string, ready func(*compose.Task)) (ok bool, err error) {
	found, err := w.Searcher.Search(ctx, retrieval.Query{
		Text: text, Lang: w.spoken, Reader: w.question.Reader, K: offices, Area: w.area, Now: w.question.Now,
	})
	if err != nil {
		return false, fmt.Errorf("searching offices: %w", err)
	}
	found.Hits = oneDepartment(slices.DeleteFunc(slices.Clone(found.Hits), func(h retrieval.Hit) bool {
		return h.Document.Kind != auskunft.OfficeDocument
	}))
	before := w.found
	w.found = found
	task := w.task()
	ready(&task)
	reading := compose.Read(task)
	ok, w.unlisted = reading.TellsOpenings()
	if !ok {
		w.found = before
		return false, nil
	}
	w.reading = reading
	return true, nil
}

// ofService asks for the office in charge of a service that the question calls by a name of its own and
// that says so: the lost property office is a desk of the citizens' office. What the service itself says stands behind.
func (w *walk) ofService(ctx context.Context, question string, of func(office string) (bool, error)) (ok bool, err error) {
	if w.Lexicon == nil {
		return false, nil
	}
	found, err := w.search(ctx)
	if err != nil || len(found.Hits) == 0 || found.Hits[0].Document.Kind != auskunft.ServiceDocument {
		return false, err
	}
	service := found.Hits[0].Document.ID
	names := slices.DeleteFunc(naming(question), func(word string) bool { return opening.MatchString(word) || w.fitOf(word, found.Hits[:1]) < equals })
	for _, h := range found.Hits {
		if h.Document.ID != service || h.Passage.Field != auskunft.FieldResponsible {
			continue
		}
		for office := range strings.Lines(h.Passage.Text) {
			office = strings.Trim(office, "-•* \t\r\n")
			if !belongs(names, office, service, found.Hits) {
				continue
			}
			if ok, err = of(office); ok || err != nil {
				w.behind = found
				return ok, err
			}
		}
	}
	return false, nil
}

// belongs tells whether a sentence of a document names the office together with one of the names: the animal home is named
// by the service of an office, and is not there.
func belongs(names []string, office string, document int64, hits []retrieval.Hit) bool {
	return office != "" && slices.ContainsFunc(hits, func(h retrieval.Hit) bool {
		return h.Document.ID == document && slices.ContainsFunc(german.Sentences(h.Passage.Text), func(s german.Span) bool {
			text := s.Of(h.Passage.Text)
			return strings.Contains(text, office) && slices.ContainsFunc(names, func(name string) bool { return strings.Contains(text, name) })
		})
	})
}

// sayBehind says what there is behind the hours of an office.
func (w *walk) sayBehind(ctx context.Context, kind guard.Kind) error {
	if len(w.behind.Hits) == 0 {
		return nil
	}
	hours := w.found.Hits
	w.found, w.reading = w.behind, nil
	err := w.compose(ctx, kind)
	w.found.Hits = joined(hours, w.found.Hits)
	return err
}
