package testcase_test

import (
	"context"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat/guard"
	"auskunft/ingest"
	"auskunft/internal/postgres/pgtest"
	"auskunft/kb/article"
	"auskunft/kb/testcase"
)

var editor = auskunft.Account{ID: 1, Login: "anna", Role: auskunft.EditorRole}

// saying is a desk that always says the same.
type saying struct {
	auskunft.Answer
	readers []string // who asked
}

func (s *saying) Ask(_ context.Context, q auskunft.Question) (auskunft.Answer, error) {
	s.readers = append(s.readers, q.Reader.Setting())
	return s.Answer, nil
}

func answer(text, document string) auskunft.Answer {
	return auskunft.Answer{
		Status: auskunft.Answered, Sentences: []auskunft.Sentence{{Text: text, Citations: []int{1}}}, Citations: []auskunft.Citation{{N: 1, DocID: document}},
	}
}

func TestCases(t *testing.T) {
	db, ctx, now := pgtest.New(t), t.Context(), time.Now()
	pipeline, err := ingest.New(db, ingest.Open, nil, 1, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	articles := article.New(db, pipeline, "")
	id, err := articles.Create(ctx, article.Actor{Account: editor}, article.Seed{Template: article.FAQ, Text: article.Text{Title: "Lastenrad", Visibility: auskunft.Internal, Body: "x"}})
	if err != nil {
		t.Fatal(err)
	}
	s := testcase.New(db, guard.NewMasker(guard.Public{}))
	for name, add := range map[string]func() error{
		"invalid":   func() error { _, err := s.Add(ctx, editor, id, " ", []string{"5 Euro"}); return err },
		"invalid 2": func() error { _, err := s.Add(ctx, editor, id, "Was kostet es?", []string{"", " \n "}); return err },
		"invalid 3": func() error {
			_, err := s.Add(ctx, editor, id, strings.Repeat("ä", testcase.MaxQuestion+1), []string{"a"})
			return err
		},
		"not_found": func() error { _, err := s.Add(ctx, editor, id+1, "Was kostet es?", []string{"5 Euro"}); return err },
		"forbidden": func() error {
			_, err := s.Add(ctx, auskunft.Account{Role: auskunft.AgentRole}, id, "Was kostet es?", []string{"5 Euro"})
			return err
		},
	} {
		if err := add(); string(auskunft.KindOf(err)) != strings.Fields(name)[0] {
			t.Errorf("%s: %v", name, err)
		}
	}
	made, err := s.Add(ctx, editor, id, "Was kostet das\x00 Lastenrad von Herrn Peter Meier?", []string{" 5 Euro ", "", "am Tag"})
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.List(ctx, editor, id)
	if err != nil || len(list) != 1 || list[0].RunAt != nil || !reflect.DeepEqual(list[0].Words, []string{"5 Euro", "am Tag"}) || strings.Contains(list[0].Question, "Meier") || list[0].Title != "Lastenrad" {
		t.Fatalf("%+v %v", list, err)
	}
	for _, tt := range []struct {
		name string
		says auskunft.Answer
		want testcase.Verdict
	}{
		{"right", answer("Am Tag kostet es 5,00 Euro am Tag.", "lastenrad"), testcase.Verdict{Passed: true, Status: auskunft.Answered, Quoted: true}},
		{"another text", answer("5 Euro am Tag", "bibliothek"), testcase.Verdict{Status: auskunft.Answered}},
		{"a number in a number", answer("15 Euro am Tag", "lastenrad"), testcase.Verdict{Status: auskunft.Answered, Quoted: true, Missing: []string{"5 Euro"}}},
		{"refused", auskunft.Answer{Status: auskunft.Refused}, testcase.Verdict{Status: auskunft.Refused, Missing: []string{"5 Euro", "am Tag"}}},
	} {
		got, err := list[0].Try(ctx, &saying{Answer: tt.says}, now)
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %+v %v, want %+v", tt.name, got, err, tt.want)
		}
	}

	desk := &saying{Answer: answer("5 Euro am Tag", "lastenrad")}
	for range 2 { // the second time nothing is due
		if err := s.Run(ctx, desk, now.Add(time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	if list, _ = s.List(ctx, editor, 0); !list[0].Verdict.Passed || list[0].RunAt == nil || len(desk.readers) != 1 || !strings.Contains(desk.readers[0], "internal") {
		t.Errorf("%+v, asked by %q", list[0], desk.readers)
	}
	if err := s.Run(ctx, desk, now.AddDate(0, 0, 2)); err != nil || len(desk.readers) != 2 {
		t.Errorf("after a day: asked %d times, %v", len(desk.readers), err)
	}
	if err := s.Remove(ctx, editor, made); err != nil {
		t.Error(err)
	}
	if err := s.Remove(ctx, editor, made); auskunft.KindOf(err) != auskunft.NotFound {
		t.Error(err)
	}
}
