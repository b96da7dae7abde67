package main

import (
	"testing"
	"time"

	"auskunft"
	"auskunft/internal/postgres/pgtest"
	"auskunft/retrieval"
)

// BenchmarkDemoImport is a first start: a private cluster from nothing, the schema, all texts
// of the demo town read, analysed, embedded and found. The bar is ten seconds.
func BenchmarkDemoImport(b *testing.B) {
	for b.Loop() {
		d, err := openDesk(surroundingsIn(pgtest.Folder(b)), deskOptions{demo: true})
		if err != nil {
			b.Fatal(err)
		}
		d.Close()
	}
}

// BenchmarkSecondStart is everything between the command and a desk that answers, when the
// texts are there and unchanged. The bar is two seconds.
func BenchmarkSecondStart(b *testing.B) {
	s := surroundingsIn(pgtest.Folder(b))
	open := func() {
		d, err := openDesk(s, deskOptions{demo: true})
		if err != nil {
			b.Fatal(err)
		}
		d.Close()
	}
	open()
	for b.Loop() {
		open()
	}
}

// BenchmarkDemoSearch is one search over the demo's texts, PostgreSQL included.
func BenchmarkDemoSearch(b *testing.B) {
	d, err := openDesk(surroundingsIn(pgtest.Folder(b)), deskOptions{demo: true})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	for b.Loop() {
		_, err := d.search.Search(b.Context(), retrieval.Query{Text: "Was kostet die Hundesteuer für den zweiten Hund?", Reader: auskunft.PublicReader, Now: time.Now()})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDemoAnswer is one complete extractive answer, from the question to its record.
func BenchmarkDemoAnswer(b *testing.B) {
	d, err := openDesk(surroundingsIn(pgtest.Folder(b)), deskOptions{demo: true})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	for b.Loop() {
		_, err := wholeAnswers{d.chat}.Ask(b.Context(), auskunft.Question{Text: "Was kostet die Hundesteuer für den zweiten Hund?", Reader: auskunft.PublicReader, Now: time.Now()})
		if err != nil {
			b.Fatal(err)
		}
	}
}
