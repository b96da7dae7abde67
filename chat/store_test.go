package chat

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/config"
	"auskunft/internal/postgres/pgtest"
	"auskunft/internal/retention"
)

var now = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

func exchange(conversation string, at time.Time) Exchange {
	return Exchange{
		Conversation: conversation,
		Turn:         Turn{Question: "Ich heiße [Name]. Was kostet die Hundesteuer?", Standalone: "Was kostet die Hundesteuer?", Status: auskunft.Answered},
		Answer: auskunft.Answer{ID: newID(), Status: auskunft.Answered, Lang: "de", GeneratedBy: "extractive", GeneratedAt: at,
			Sentences: []auskunft.Sentence{{Text: "84 Euro.", Citations: []int{1}}}, Citations: []auskunft.Citation{{N: 1, Quote: "84 Euro."}}},
		Visibility: auskunft.Public, Reader: auskunft.PublicReader, Lang: "de", At: at,
	}
}

// record stores an exchange as the desk does: its conversation has begun before.
func record(t *testing.T, s *Store, e Exchange) {
	t.Helper()
	ctx := context.Background()
	if _, ok, err := s.Turns(ctx, e.Reader, e.Conversation, e.At); err != nil {
		t.Fatal(err)
	} else if !ok {
		if err := s.Begin(ctx, e.Conversation, e.Lang, e.Area, e.At); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Record(ctx, e); err != nil {
		t.Fatal(err)
	}
}

// A conversation that is deleted while its answer comes about stays deleted, its first answer
// as well as a later one; the record of the answer holds no question.
func TestForgottenWhileAnswering(t *testing.T) {
	ctx, s := context.Background(), NewStore(pgtest.New(t), config.LogAll)
	for _, turnsBefore := range []int{0, 1} {
		id := newID()
		for range turnsBefore {
			if err := s.Record(ctx, exchange(id, now)); err != nil {
				t.Fatal(err)
			}
		}
		if turnsBefore == 0 {
			if err := s.Begin(ctx, id, "de", "", now); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Forget(ctx, id); err != nil {
			t.Fatal(err)
		}
		if err := s.Record(ctx, exchange(id, now)); err != nil { // the answer was on its way
			t.Fatal(err)
		}
		for _, table := range []string{"conversations", "turns", "question_log"} {
			if n := countRows(t, s, table); n != 0 {
				t.Errorf("after %d turns: %d rows in %s of a deleted conversation", turnsBefore, n, table)
			}
		}
	}
	if n := countRows(t, s, "answers"); n != 3 {
		t.Errorf("%d answers recorded, want 3", n)
	}
}

// A follow-up is given what was quoted, to those only who may read it.
func TestTurnsKnowWhatWasQuoted(t *testing.T) {
	ctx, s := context.Background(), NewStore(pgtest.New(t), config.LogNothing)
	e := exchange(newID(), now)
	e.Reader, e.Visibility = auskunft.ReaderOf(auskunft.Internal), auskunft.Internal
	e.Answer.Citations[0].Title, e.Answer.Options = "Dienstanweisung Mahnungen", []string{"a", "b"}
	record(t, s, e)
	for _, tt := range []struct {
		reader  auskunft.Reader
		subject string
		options int
	}{{e.Reader, "Dienstanweisung Mahnungen", 2}, {auskunft.PublicReader, "", 0}} {
		turns, ok, err := s.Turns(ctx, tt.reader, e.Conversation, now)
		if said, err := s.Transcript(ctx, tt.reader, e.Conversation, now); err != nil || (len(said) == 1) != (tt.options > 0) {
			t.Errorf("%v reads %d answers, %v", tt.reader, len(said), err)
		}
		if err != nil || !ok || len(turns) != 1 || turns[0].Subject != tt.subject || len(turns[0].Options) != tt.options {
			t.Errorf("%v sees %+v, %t, %v", tt.reader, turns, ok, err)
		}
	}
}

func TestStoreRemembersAndForgets(t *testing.T) {
	ctx, s := context.Background(), NewStore(pgtest.New(t), config.LogAll)
	id := newID()
	if _, ok, err := s.Turns(ctx, auskunft.PublicReader, id, now); ok || err != nil {
		t.Fatalf("a conversation that never was: %t, %v", ok, err)
	}
	for i := range rememberedTurns + 2 {
		record(t, s, exchange(id, now.Add(time.Duration(i)*time.Second)))
	}
	turns, ok, err := s.Turns(ctx, auskunft.PublicReader, id, now.Add(29*time.Minute))
	if err != nil || !ok || len(turns) != rememberedTurns {
		t.Fatalf("%d turns, %t, %v", len(turns), ok, err)
	}
	said, err := s.Transcript(ctx, auskunft.PublicReader, id, now.Add(29*time.Minute))
	if err != nil || len(said) != rememberedTurns || said[0].Question != turns[0].Question || said[0].Answer.Sentences[0].Text != "84 Euro." {
		t.Errorf("transcript %+v, %v", said, err)
	}
	if said, err := s.Transcript(ctx, auskunft.PublicReader, id, now.Add(31*time.Minute)); err != nil || len(said) != 0 {
		t.Errorf("after half an hour the transcript has %d questions, %v", len(said), err)
	}
	if turns[0].Question != "Ich heiße [Name]. Was kostet die Hundesteuer?" || turns[0].Status != auskunft.Answered {
		t.Errorf("turn %+v", turns[0])
	}
	if _, ok, _ := s.Turns(ctx, auskunft.PublicReader, id, now.Add(31*time.Minute)); ok {
		t.Error("a conversation is remembered after half an hour")
	}
	if err := s.Forget(ctx, id); err != nil {
		t.Fatal(err)
	}
	if n := countRows(t, s, "conversations") + countRows(t, s, "turns"); n != 0 {
		t.Errorf("%d rows are left of a forgotten conversation", n)
	}
	if countRows(t, s, "answers") != rememberedTurns+2 {
		t.Error("the record of answers went with the conversation")
	}
	if err := s.Forget(ctx, id); err != nil {
		t.Errorf("forgetting twice: %v", err)
	}
}

func TestStoreExpires(t *testing.T) {
	ctx, s := context.Background(), NewStore(pgtest.New(t), config.LogAll)
	for _, age := range []time.Duration{0, 20 * time.Minute, 40 * time.Minute, 31 * 24 * time.Hour} {
		record(t, s, exchange(newID(), now.Add(-age)))
	}
	if err := retention.New(s.db, slog.New(slog.DiscardHandler), Retention()...).Run(ctx, now); err != nil {
		t.Fatal(err)
	}
	if c, q := countRows(t, s, "conversations"), countRows(t, s, "question_log"); c != 2 || q != 3 {
		t.Errorf("%d conversations, %d questions left", c, q)
	}
}

func TestQuestionLog(t *testing.T) {
	refused := exchange(newID(), now)
	refused.Answer.Status, refused.Answer.Reason = auskunft.Refused, auskunft.NoSource
	unsafe := exchange(newID(), now)
	unsafe.Answer.Status, unsafe.Answer.Reason = auskunft.Refused, auskunft.Unsafe
	smallTalk := exchange(newID(), now)
	smallTalk.Turn.Standalone = ""
	askedBack := exchange(newID(), now)
	askedBack.Answer.Status = auskunft.Clarify
	for keep, want := range map[config.QuestionLog]int{config.LogNothing: 0, config.LogProblems: 1, config.LogAll: 3} {
		got := 0
		for _, e := range []Exchange{exchange(newID(), now), refused, unsafe, smallTalk, askedBack} {
			if NewStore(nil, keep).logs(e) {
				got++
			}
		}
		if got != want {
			t.Errorf("QUESTION_LOG=%s keeps %d of five, want %d", keep, got, want)
		}
	}
}

func TestRatingNeedsAVisibleAnswer(t *testing.T) {
	ctx, s := context.Background(), NewStore(pgtest.New(t), config.LogNothing)
	internal := exchange(newID(), now)
	internal.Visibility, internal.Reader = auskunft.Internal, auskunft.ReaderOf(auskunft.Internal)
	public := exchange(newID(), now)
	for _, e := range []Exchange{internal, public} {
		record(t, s, e)
	}
	if err := s.Rate(ctx, auskunft.PublicReader, internal.Answer.ID, true, ""); auskunft.KindOf(err) != auskunft.NotFound {
		t.Errorf("the public rates an internal answer: %v", err)
	}
	if err := s.Rate(ctx, internal.Reader, internal.Answer.ID, true, ""); err != nil {
		t.Error(err)
	}
	for _, helpful := range []bool{true, false} {
		if err := s.Rate(ctx, auskunft.PublicReader, public.Answer.ID, helpful, "wrong"); err != nil {
			t.Error(err)
		}
	}
	if n := countRows(t, s, "feedback"); n != 2 {
		t.Errorf("%d ratings, want one an answer", n)
	}
	if n := countRows(t, s, "question_log"); n != 0 {
		t.Errorf("%d questions logged although that is off", n)
	}
}

// With QUESTION_LOG=problems an answered question is kept once somebody says it did not help.
func TestBadRatingKeepsTheQuestion(t *testing.T) {
	ctx, s := context.Background(), NewStore(pgtest.New(t), config.LogProblems)
	good, bad := exchange(newID(), now), exchange(newID(), now)
	for _, e := range []Exchange{good, bad} {
		record(t, s, e)
	}
	for _, rate := range []struct {
		answer  string
		helpful bool
	}{{good.Answer.ID, true}, {bad.Answer.ID, false}, {bad.Answer.ID, false}} {
		if err := s.Rate(ctx, auskunft.PublicReader, rate.answer, rate.helpful, ""); err != nil {
			t.Fatal(err)
		}
	}
	if n := countRows(t, s, "question_log"); n != 1 {
		t.Errorf("%d questions kept; want the badly rated one, once", n)
	}
}

// countRows counts as a reader who sees everything of these tests.
func countRows(t *testing.T, s *Store, table string) int {
	t.Helper()
	n := 0
	err := s.db.Read(context.Background(), auskunft.ReaderOf(auskunft.Internal), func(tx pgx.Tx) error {
		return tx.QueryRow(context.Background(), "SELECT count(*) FROM "+pgx.Identifier{table}.Sanitize()).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
