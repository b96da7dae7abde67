package chat

import (
	"slices"

	"auskunft"
	"auskunft/chat/guard"
)

// Urgent is what holds for a question whatever an administrator has closed. answered reports that
// somebody may be in danger: Ask says who helps, and needs none of the city's texts for it. help
// are the lines that belong beside whatever else is said, "" for almost every question.
func (d *Desk) Urgent(q auskunft.Question) (answered bool, help string) {
	text, err := check(q)
	if err != nil {
		return false, ""
	}
	decision := guard.Route(d.masker.Mask(text))
	if decision.Help {
		help = d.messages.Text(firstNonEmpty(q.Lang, guard.Language(text)), "note.help")
	}
	return slices.Contains([]guard.Kind{guard.Emergency, guard.Crisis}, decision.Kind), help
}
