package main

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/evals"
	"auskunft/evals/cases"
	"auskunft/evals/measure"
	"auskunft/internal/postgres/pgtest"
)

var (
	leadsFile  = flag.String("leads", "", "write what the development cases' answers could begin with here, for go test ./chat/compose -run TestFitLead")
	leadCases  = flag.String("lead-cases", "demo,fresh,citizens,neighbours,callers,walkin", "authors whose development cases are asked")
	leadFaults = flag.String("lead-faults", "", "authors whose failures are printed one by one")
)

// recorder keeps the task of the last answer that was composed.
type recorder struct {
	compose.Composer
	task *compose.Task
}

func (r *recorder) Compose(ctx context.Context, task compose.Task, emit func(compose.Draft) error) (compose.Report, error) {
	if task.Reading == nil {
		task.Reading = compose.Read(task)
	}
	r.task = &task
	return r.Composer.Compose(ctx, task, emit)
}

// ledCase is a case with what its answer could have begun with.
type ledCase struct {
	Author, ID, Question string
	Facts                int
	Early                bool     // as the desk answers
	Said                 []uint64 // facts of its sentences
	Class                string   // why not
	Names                []string `json:",omitempty"`
	Pages                []ledPage
}

type ledPage struct {
	Right bool
	Leads []led
}

type led struct {
	Facts  uint64 // bit k: has the required fact k
	Values []float64
	From   int
	To     int
}

// Where the required facts of the development cases are lost on the way to the first two sentences,
// by author, and what the best choice of them could reach.
func TestLeadInBulk(t *testing.T) {
	if testing.Short() {
		t.Skip("asks more than five hundred questions")
	}
	// The demo's texts name the address it is reached at, and an address has words.
	s := surroundingsIn(pgtest.Folder(t))
	s.environ = append(s.environ, "PUBLIC_URL=https://auskunft.auenwede.example")
	d, err := openDesk(s, deskOptions{demo: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	sys, err := d.system(s, d.db)
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{Composer: sys.Composer}
	sys.Composer = r
	if err := sys.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	var all []ledCase
	for _, author := range strings.Split(*leadCases, ",") {
		set, err := cases.ReadFile(filepath.Join("..", "..", "demo", "cases", author+"-dev.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range set.Cases {
			if c.Expect.Status == auskunft.Answered && len(c.Expect.Required) > 0 {
				all = append(all, ledBy(t, sys, r, author, c))
			}
		}
	}
	reportLeads(t, all)
	if *leadsFile != "" {
		b, err := json.Marshal(all)
		if err == nil {
			err = os.WriteFile(*leadsFile, b, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// ledBy asks a case.
func ledBy(t *testing.T, sys evals.System, r *recorder, author string, c cases.Case) ledCase {
	r.task = nil
	question := auskunft.Question{Text: c.Question, Lang: c.Lang, Mode: c.Mode, Reader: c.Reader(), Area: c.Area, Now: c.Today}
	for _, before := range c.Before {
		earlier := question
		earlier.Text = before
		reply, err := sys.Ask(t.Context(), evals.Question{Question: earlier})
		if err != nil {
			t.Fatal(err)
		}
		question.Conversation = reply.Conversation
	}
	reply, err := sys.Ask(t.Context(), evals.Question{Question: question})
	if err != nil {
		t.Fatal(err)
	}
	l := ledCase{Author: author, ID: c.ID, Question: c.Question, Facts: len(c.Expect.Required)}
	var texts []string
	for _, s := range reply.Answer.Sentences {
		texts = append(texts, s.Text)
	}
	says := func(texts []string) bool {
		return len(measure.Missing(strings.Join(texts, "\n"), c.Expect.Required)) == 0
	}
	isRight := func(doc string) bool {
		return len(c.Expect.Sources) == 0 || slices.ContainsFunc(c.Expect.Sources, func(source string) bool { return evals.IsSource(doc, source) })
	}
	l.Said = nil
	for _, text := range texts {
		var facts uint64
		for k, f := range c.Expect.Required {
			if f.Match(text) {
				facts |= 1 << k
			}
		}
		l.Said = append(l.Said, facts)
	}
	l.Early = says(texts[:min(len(texts), 2)])
	right := len(reply.Answer.Citations) > 0 && isRight(reply.Answer.Citations[0].DocID)
	switch {
	case l.Early && right:
		l.Class = "right"
	case l.Early:
		l.Class = "right, other page"
	case reply.Answer.Status != auskunft.Answered:
		l.Class = "not answered: " + strings.TrimSpace(string(reply.Answer.Status)+" "+string(reply.Answer.Reason))
	case !right:
		l.Class = "wrong page"
	case says(texts):
		l.Class = "late"
	default:
		l.Class = "missing"
	}
	if r.task == nil {
		return l
	}
	byID := map[int64]string{}
	for _, h := range r.task.Hits {
		byID[h.Passage.DocumentID] = h.Document.Key
	}
	var pages [][]compose.Lead
	l.Names, pages = r.task.Reading.Leads(*r.task)
	for _, p := range pages {
		page := ledPage{Right: len(p) > 0 && isRight(byID[p[0].Document])}
		for _, lead := range p {
			var facts uint64
			for k, f := range c.Expect.Required {
				if f.Match(lead.Text) {
					facts |= 1 << k
				}
			}
			page.Leads = append(page.Leads, led{facts, lead.Features, lead.From, lead.To})
		}
		l.Pages = append(l.Pages, page)
	}
	if slices.Contains(strings.Split(*leadFaults, ","), author) && !l.Early {
		t.Logf("%s %s: %s\n  %s", l.ID, l.Class, c.Question, strings.Join(texts, "\n  "))
	}
	return l
}

// reaches tells whether one or two leads of the page have all facts.
func (p ledPage) reaches(facts int) (one, two bool) {
	full := uint64(1)<<facts - 1
	for i, a := range p.Leads {
		one = one || a.Facts == full
		for _, b := range p.Leads[:i] {
			two = two || a.Facts|b.Facts == full
		}
	}
	return one, one || two
}

func reportLeads(t *testing.T, all []ledCase) {
	counts := map[string]map[string]int{}
	var authors []string
	count := func(author, what string) {
		if counts[author] == nil {
			counts[author] = map[string]int{}
			authors = append(authors, author)
		}
		counts[author][what]++
	}
	for _, l := range all {
		count(l.Author, " cases")
		count(l.Author, l.Class)
		if l.Early {
			count(l.Author, " facts early")
		}
		if len(l.Pages) == 0 {
			continue
		}
		count(l.Author, " composed")
		one, two := l.Pages[0].reaches(l.Facts)
		if two {
			count(l.Author, " oracle, two leads of the page")
		}
		if one {
			count(l.Author, " oracle, one lead of the page")
		}
		if slices.ContainsFunc(l.Pages, func(p ledPage) bool { _, two := p.reaches(l.Facts); return two && p.Right }) {
			count(l.Author, " oracle, two leads of a right page among those read")
		}
	}
	var whats []string
	for _, c := range counts {
		for what := range c {
			if !slices.Contains(whats, what) {
				whats = append(whats, what)
			}
		}
	}
	slices.SortFunc(whats, cmp.Compare)
	line := fmt.Sprintf("%-60s", "")
	for _, a := range authors {
		line += fmt.Sprintf("%12s", a)
	}
	for _, what := range whats {
		line += fmt.Sprintf("\n%-60s", what)
		for _, a := range authors {
			line += fmt.Sprintf("%5d %.3f ", counts[a][what], float64(counts[a][what])/float64(counts[a][" cases"]))
		}
	}
	t.Log("\n" + line)
}
