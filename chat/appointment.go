package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/retrieval"
)

// Whether one needs an appointment is asked of every service, and its page seldom says it. Then the rule is that of the office
// in charge, where the office's page has one; where it has none either, that is said, with the office's card.

// appointment answers from the office in charge what the page of the matter does not say. It is given whether the page answers
// the question, and gives whether anything does. A page that is called what the question names is its matter all the same.
func (w *walk) appointment(ctx context.Context, answerable bool) (ok bool, err error) {
	if w.reading == nil || !w.reading.LacksAppointment() {
		return answerable, nil
	}
	page := w.reading.Document()
	matter := slices.DeleteFunc(slices.Clone(w.found.Hits), func(h retrieval.Hit) bool { return h.Document.ID != page })
	named := func(word string) bool { return w.fitOf(word, matter) >= holds }
	if len(matter) == 0 || matter[0].Document.Kind == auskunft.OfficeDocument || !answerable && !slices.ContainsFunc(ownThings(w.standalone), named) {
		return answerable, nil
	}
	for _, source := range []func(context.Context, retrieval.Hit) ([]retrieval.Hit, error){w.germanPage, w.ofItsOffice} {
		hits, err := source(ctx, matter[0])
		if err != nil {
			return false, fmt.Errorf("looking for the rule on appointments: %w", err)
		}
		if len(hits) > 0 && w.readsAppointment(hits) {
			w.step("appointment", "by %q", hits[0].Document.Title)
			return true, nil
		}
	}
	w.step("appointment", "neither the page nor its office says it")
	w.found.Hits, w.unsaid = matter, "refusal.no_appointment"
	return false, nil
}

// readsAppointment reads other hits for the rule, and keeps them where they have it.
func (w *walk) readsAppointment(hits []retrieval.Hit) bool {
	before, reading := w.found.Hits, w.reading
	w.found.Hits = hits
	task := w.task()
	task.Question, task.Own = "Brauche ich einen Termin? "+hits[0].Document.Title, "Brauche ich einen Termin?"
	if w.reading = compose.Read(task); !w.reading.LacksAppointment() {
		return true
	}
	w.found.Hits, w.reading = before, reading
	return false
}

// germanPage is the page of a translated hit in German, which says more: nothing of one that is German.
func (w *walk) germanPage(ctx context.Context, h retrieval.Hit) ([]retrieval.Hit, error) {
	key, translated := strings.CutSuffix(h.Document.Key, "/"+h.Document.Lang)
	if !translated || h.Document.Lang == "de" {
		return nil, nil
	}
	return w.saying(ctx, h.Document.Name+" "+h.Document.Title+" Termin", func(d auskunft.Document) bool { return d.Key == key+"/de" })
}

// ofItsOffice is the page of the office in charge of a hit's matter.
func (w *walk) ofItsOffice(ctx context.Context, h retrieval.Hit) ([]retrieval.Hit, error) {
	cards, err := w.Catalogue.Cards(ctx, w.question.Reader, []retrieval.Hit{h}, w.area, w.question.Now)
	if err != nil {
		return nil, err
	}
	for _, card := range cards {
		if card.Office == nil {
			continue
		}
		name := card.Office.Name
		return w.saying(ctx, name+" Termin", func(d auskunft.Document) bool {
			return d.Kind == auskunft.OfficeDocument && d.Title == name
		})
	}
	return nil, nil
}

// saying are the hits of a text in the documents that are meant.
func (w *walk) saying(ctx context.Context, text string, meant func(auskunft.Document) bool) ([]retrieval.Hit, error) {
	found, err := w.Searcher.Search(ctx, retrieval.Query{
		Text: text, Lang: "de", Reader: w.question.Reader, K: candidates, Area: w.area, Now: w.question.Now,
	})
	return slices.DeleteFunc(found.Hits, func(h retrieval.Hit) bool { return !meant(h.Document) }), err
}
