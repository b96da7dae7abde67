// Package sets reads the blind evaluation sets of this folder and measures the desk with
// them: what is routed where, what is asked back, what a follow-up leans on, what spelling
// and dialect cost, and which sentences the check of sentences lets through. Each set has a
// half for development and a held-out half; what it measures stands at the head of its file.
//
// Case files (package evals/cases) say what an answer must contain; these sets say which way
// a question must go, and from which documents it may be answered.
package sets

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"

	"auskunft"
)

// Row is one case of any set; which fields it has depends on the set.
type Row struct {
	ID       string
	Topic    string
	Kind     string
	Text     string
	Turns    []string // of a conversation; the last is what is measured
	Question string   // what Text or the last of Turns means, in standard German, on its own
	Passages []Passage
	Quotes   []Quote
	Sentence string
	Expect   string
	AlsoOK   []string `yaml:"also_ok"` // other outcomes that are right as well
	Source   []string // keys of the documents a right answer may rest on
	Avoid    []string // documents that only an inherited topic would lead to
	Choices  []string // documents of the services that an ambiguous text may mean
	Says     []string // of these the first two sentences of the answer, or the desk's own message, have to have one
	// Authority is whose matter another authority's is.
	Authority string
	With      []string // routes whose help stands beside the answer
	Note      string
}

// Passage is text of a document as a model would be given it.
type Passage struct {
	Source, Title, Heading, Text string

	name string // official, of the service that Source is the key of
}

// Quote claims to be a verbatim part of the passage with that number, counted from 1.
type Quote struct {
	Passage int    `json:"passage"`
	Quote   string `json:"quote"`
}

// Verbatim tells whether the quote stands in the passage it names.
func (r Row) Verbatim(q Quote) bool {
	return q.Passage >= 1 && q.Passage <= len(r.Passages) && q.Quote != "" &&
		strings.Contains(r.Passages[q.Passage-1].Text, q.Quote)
}

// Set is one file of rows.
type Set struct {
	Name    string // "routes"
	HeldOut bool   // its texts are not to be shown
	Rows    []Row
}

// Read reads a set; its name and half are those of its file, "routes-dev.yaml". A file that
// is none is an auskunft.Invalid error.
func Read(path string) (Set, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Set{}, err
	}
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	s := Set{Name: strings.TrimSuffix(strings.TrimSuffix(name, "-dev"), "-heldout"), HeldOut: strings.HasSuffix(name, "-heldout")}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&s.Rows); err != nil {
		return Set{}, auskunft.Errorf(auskunft.Invalid, "set", "%w", fmt.Errorf("%s: %w", path, err))
	}
	return s, nil
}
