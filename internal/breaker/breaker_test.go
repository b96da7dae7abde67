package breaker

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"auskunft"
)

func TestBreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Breaker
		asked, fault := 0, errors.New("away")
		ask := func() error { asked++; return fault }
		for range 10 {
			if err := b.Do(t.Context(), ask); err == nil {
				t.Fatal("no error")
			}
		}
		if asked != Failures || !b.Open() {
			t.Errorf("asked %d times, open %t; want %d, then a pause", asked, b.Open(), Failures)
		}
		if err := b.Do(t.Context(), ask); auskunft.CodeOf(err) != "paused" {
			t.Errorf("got %v", err)
		}
		time.Sleep(Pause)
		var tried int
		_ = b.Do(t.Context(), func() error {
			tried++
			_ = b.Do(t.Context(), func() error { tried++; return nil }) // one tries, the others wait
			return fault
		})
		if tried != 1 {
			t.Errorf("%d were let through after the pause, want 1", tried)
		}
		time.Sleep(Pause)
		fault = nil
		if err := b.Do(t.Context(), ask); err != nil || b.Open() {
			t.Errorf("%v, open %t; want it closed again", err, b.Open())
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		for range 10 {
			_ = b.Do(gone, func() error { return context.Canceled })
		}
		if b.Open() {
			t.Error("askers who went away opened it")
		}
	})
}
