package main

import (
	"strings"
	"time"

	"auskunft"
	"auskunft/chat"
)

type askCmd struct {
	Text    []string `arg:"" name:"question" help:"The question."`
	As      string   `default:"public" help:"Ask as public, internal or department:<key>."`
	Lang    string   `help:"Language of the answer; without it the question decides."`
	Area    string   `help:"District key of the asker."`
	After   []string `help:"What was asked before in the same conversation; may be given several times." sep:"none"`
	Explain bool     `help:"Show every step's decision."`
	JSON    bool     `name:"json" help:"Print the answer as JSON."`
}

// Run asks one question as the web does, and before it what it may lean on, and prints its answer.
func (c *askCmd) Run(s *surroundings) error {
	reader, err := auskunft.ParseReader(c.As)
	if err != nil {
		return err
	}
	d, err := openDesk(s, deskOptions{demoIfEmpty: true})
	if err != nil {
		return err
	}
	defer d.Close()
	ctx, conversation := s.ctx, ""
	ask := func(text string) (auskunft.Answer, error) {
		return d.chat.Ask(ctx, auskunft.Question{
			Text: text, Lang: c.Lang, Reader: reader, Area: c.Area, Conversation: conversation, Now: time.Now(),
		}, func(e chat.Event) error {
			if begun, ok := e.(chat.ConversationEvent); ok {
				conversation = begun.ID
			}
			return nil
		})
	}
	for _, before := range c.After {
		if _, err := ask(before); err != nil {
			return err
		}
	}
	var steps []chat.Step
	if c.Explain {
		ctx = chat.WithTrace(ctx, func(step chat.Step) { steps = append(steps, step) })
	}
	answer, err := ask(strings.Join(c.Text, " "))
	if err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(answer)
	}
	printAnswer(s, answer)
	for _, step := range steps {
		s.printf("  %-12s %s\n", step.Name, step.Detail)
	}
	return nil
}

func printAnswer(s *surroundings, a auskunft.Answer) {
	if a.Message != "" {
		s.printf("%s\n\n", a.Message)
	}
	for _, sentence := range a.Sentences {
		s.printf("%s", sentence.Text)
		for _, n := range sentence.Citations {
			s.printf(" [%d]", n)
		}
		s.printf("\n")
	}
	if a.Note != "" {
		s.printf("%s\n", a.Note)
	}
	for _, option := range a.Options {
		s.printf("  - %s\n", option)
	}
	if len(a.Citations) > 0 {
		s.printf("\n")
	}
	for _, c := range a.Citations {
		place := c.Title
		if len(c.Headings) > 0 {
			place += " > " + strings.Join(c.Headings, " > ")
		}
		s.printf("[%d] %s\n    \"%s\"\n    %s\n", c.N, place, oneLine(c.Quote, 300), c.URL)
	}
	for _, card := range a.Cards {
		printCard(s, card)
	}
	for _, n := range a.Nearest {
		s.printf("  -> %s  %s\n", n.Title, n.URL)
	}
	status := string(a.Status)
	if a.Reason != "" {
		status += "/" + string(a.Reason)
	}
	s.printf("\n(%s, %s, %.0f ms)\n", status, a.GeneratedBy, a.Milliseconds)
}

func printCard(s *surroundings, card auskunft.Card) {
	switch {
	case card.Notice != nil:
		s.printf("! %s: %s\n", card.Notice.Title, card.Notice.Text)
	case card.Service != nil:
		s.printf("# %s  %s\n", card.Service.Name, strings.Join(card.Service.Fees, "; "))
	case card.Office != nil:
		o := card.Office
		s.printf("@ %s, %s, Tel. %s, %s\n", o.Name, o.Address, strings.Join(o.Phones, ", "), strings.TrimSpace(o.Today+" "+o.Next))
	}
}
