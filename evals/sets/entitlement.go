package sets

import (
	"slices"

	"auskunft"
)

// entitlement counts individual cases that end with the note that only the office decides, alone, with a rule beside it,
// or beside an answer, and look-alikes that are answered, with or without it, from the right place. A case whose answer
// has the note is one that ends as such: what stands there is quoted of everybody, and who decides is said. A look-alike
// that is answered so has its answer. Both are counted apart as well, since with a note beside everything both would be
// perfect; that plain questions have none is counted by the cases (package evals). Of what is taken for a case it counts
// what stands beside the note: a rule at all, and that of the right page.
func (m *meter) entitlement(r Row) error {
	reply, err := m.ask(r.Text, "")
	if err != nil {
		return err
	}
	got, taken := reply.String(), reply.Answer.Reason == auskunft.IndividualCase
	answered, noted := reply.Answer.Status == auskunft.Answered, reply.Answer.Note != ""
	if r.Expect == "answered" {
		m.count(r, lookAlike, "not taken for a case", !taken, got)
		m.count(r, lookAlike, "answered", answered, got)
		m.count(r, lookAlike, besideAnswer, answered && noted, got)
		m.count(r, lookAlike, "answered or also right", answered || slices.ContainsFunc(r.AlsoOK, reply.is), got)
		m.count(r, lookAlike, "answered from its source", reply.from(r.Source), got)
		m.count(r, lookAlike, "answered, or told the rule beside the note", answered || reply.tells(r.Source), got)
		m.rule(r, reply, lookAlike, r.Source)
		return nil
	}
	m.count(r, "case", "individual case", taken || noted, got)
	m.count(r, "case", "… and nothing but that, no answer with the note beside", taken, got)
	m.count(r, "case", besideAnswer, noted, got)
	m.count(r, "case", "individual case or also right", taken || noted || slices.ContainsFunc(r.AlsoOK, reply.is), got)
	m.rule(r, reply, "case", m.pagesOf(r.Topic))
	return nil
}

const (
	lookAlike    = "look-alike"
	besideAnswer = "answered, the note beside"
)

// rule counts, of what ends as an individual case, what has a rule beside the note, and of the rules whose right
// pages are known, those of one of them.
func (m *meter) rule(r Row, reply Reply, kind string, pages []string) {
	if reply.Answer.Reason != auskunft.IndividualCase {
		return
	}
	told := len(reply.Answer.Citations) > 0
	m.count(r, kind, "… a rule beside the note", told, reply.String())
	if told && len(pages) > 0 {
		m.count(r, kind, "… … that of the right page", reply.tells(pages), reply.String())
	}
}

// pagesOf are the pages that a case of a topic may be told the rule of: those that answer the set's own
// look-alikes of that topic, and the service whose key it is; none when neither is there. A set says of
// look-alikes only where their answers stand.
func (m *meter) pagesOf(topic string) (pages []string) {
	for _, r := range m.set.Rows {
		if r.Topic == topic {
			pages = append(pages, r.Source...)
		}
	}
	for _, key := range m.keys {
		if isOneOf(key, []string{topic}) {
			return append(pages, topic)
		}
	}
	return pages
}
