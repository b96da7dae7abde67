package chat

import (
	"context"
	"log/slog"
	"slices"
	"strings"

	"auskunft"
	"auskunft/chat/guard"
)

// conclude gives the answer its status after a search.
func (w *walk) conclude(decision guard.Decision) {
	said := len(w.answer.Sentences) > 0
	switch {
	case decision.Status != "": // the case of one person: general rules may stand beside it
		message := decision.Message
		if said { // is the answer, for whoever asked in general; the note only adds who decides
			message = "note.individual_case"
		}
		w.close(decision.Status, decision.Reason, message)
	case said:
		w.answer.Status = auskunft.Answered
		w.besideCase(decision.Case)
	case decision.Kind == guard.OtherAuthority:
		name := decision.Whose
		if name == "" {
			name = w.messages.Text(w.lang, decision.Authority)
		}
		w.close(auskunft.Refused, auskunft.OutOfScope, "refusal.other_authority", "{authority}", name)
	case w.routed.Kind == guard.Individual && decision.Kind == guard.Question: // no page has the rule after all
		w.close(w.routed.Status, w.routed.Reason, w.routed.Message)
	default:
		w.close(auskunft.Refused, auskunft.NoSource, firstNonEmpty(w.unsaid, "refusal.no_source"))
	}
	if said && w.unlisted {
		w.answer.Message = w.messages.Text(w.lang, "note.day_not_listed")
	}
	if said && w.eve && !slices.ContainsFunc(w.answer.Sentences, func(s auskunft.Sentence) bool { return strings.Contains(s.Text, "Dezember") }) {
		w.answer.Message = w.messages.Text(w.lang, "note.eve") // only the hours of its weekday are known
	}
	if said {
		w.noteLanguage()
		w.noteMissing()
	}
	if w.answer.Status == auskunft.Refused && !said {
		w.answer.Nearest = w.nearby()
	}
	w.noteSpelling()
}

// helpBeside puts who helps before whatever else is said, a question of our own and a refusal, too.
func (w *walk) helpBeside(decision guard.Decision) {
	if decision.Help {
		w.answer.Message = strings.TrimSpace(w.messages.Text(w.lang, "note.help") + "\n\n" + w.answer.Message)
	}
}

// close ends the answer with a text of our own. A refusal names a way on, but nobody in danger is
// to look for the right number among those of the town.
func (w *walk) close(status auskunft.Status, reason auskunft.Reason, message string, pairs ...string) {
	w.answer.Status, w.answer.Reason = status, reason
	if message == "refusal.defect" && w.town.Defects != "" {
		message = "refusal.defect_form"
	}
	w.answer.Message = w.messages.Text(w.lang, message, pairs...)
	if status == auskunft.Refused && !w.answer.Danger {
		w.answer.Message += "\n\n" + w.messages.Contact(w.lang)
	}
}

// noteSpelling says which words the question was read with that were not typed, and how to have it read as it was. These are words of
// the texts, so the note holds nothing of the asker's.
func (w *walk) noteSpelling() {
	if len(w.meant) == 0 || w.answer.Reason == auskunft.Unsafe {
		return
	}
	note := w.messages.Text(w.lang, "note.spelling", "{words}", "„"+strings.Join(w.meant, "“, „")+"“")
	w.answer.Message = strings.TrimSpace(note + "\n\n" + w.answer.Message)
}

// noteLanguage says so when the asker's language is not that of the quoted texts.
func (w *walk) noteLanguage() {
	i := hitOf(w.answer.Citations[0], w.found.Hits)
	if i < 0 || w.found.Hits[i].Document.Lang == "" {
		return
	}
	w.answer.Lang = w.found.Hits[i].Document.Lang
	if own := w.messages.Language(w.lang); own != w.answer.Lang {
		w.answer.MessageLang = own
	}
	note := "note.german_only"
	if slices.ContainsFunc(w.answer.Sentences, func(s auskunft.Sentence) bool { return s.Lang != "" }) {
		note, w.answer.GeneratedBy = "note.machine_translation", w.translator
	}
	if w.answer.Lang == "de" && w.lang != "de" {
		w.answer.Message = strings.TrimSpace(w.messages.Text(w.lang, note) + "\n\n" + w.answer.Message)
	}
}

// cards adds what the catalogue knows. Help that cannot be read is left out: the answer
// stands without it.
func (w *walk) cards(ctx context.Context) error {
	hits := w.found.Hits
	if len(w.answer.Citations) > 0 {
		hits = cited(hits, w.answer.Citations)
	}
	if w.answer.Reason == auskunft.OutOfScope && len(w.answer.Sentences) == 0 {
		return nil // whose matter it is was said; an office of the town would only lead back
	}
	if len(hits) == 0 || (len(w.answer.Sentences) == 0 && w.unsaid == "" && w.found.Coverage < minCoverageOffice) {
		return nil
	}
	cards, err := w.Catalogue.Cards(ctx, w.question.Reader, hits, w.area, w.question.Now)
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		w.Log.WarnContext(ctx, "cards left out", slog.Any("error", err))
		return nil
	}
	for _, card := range cards {
		if w.answer.Status == auskunft.Refused && card.Kind == auskunft.ServiceCard && len(w.answer.Sentences) == 0 {
			continue // facts of a service nobody asked about would look like an answer
		}
		if card.Kind == auskunft.ServiceCard && w.isPlace {
			continue
		}
		if card.Notice != nil {
			said := card.Notice.In(w.lang)
			card.Notice = &said
		}
		w.answer.Cards = append(w.answer.Cards, card)
		if err := w.emit(CardEvent(card)); err != nil {
			return err
		}
	}
	return nil
}
