package main

import (
	"testing"
	"time"
)

// A sample belongs to the innermost step on its stack.
func TestSharesOfSteps(t *testing.T) {
	took, total := sharesOf(`File: auskunft.test
Type: cpu
-----------+-------------------------------------------------------
   20000us   runtime.mallocgc
             auskunft/chat/compose.(*page).cut
             auskunft/chat/compose.Read (inline)
             auskunft/chat.(*walk).answerable
-----------+-------------------------------------------------------
   10000us   auskunft/chat.(*walk).answerable
             auskunft/chat.(*Desk).Ask
-----------+-------------------------------------------------------
   30000us   runtime.futex
-----------+-------------------------------------------------------
`)
	want := map[string]time.Duration{"read": 20 * time.Millisecond, "decide": 10 * time.Millisecond, "rest": 30 * time.Millisecond}
	for name, d := range want {
		if took[name] != d {
			t.Errorf("%s: %v, want %v", name, took[name], d)
		}
	}
	if len(took) != len(want) || total != 60*time.Millisecond {
		t.Errorf("%v, %v in all", took, total)
	}
}
