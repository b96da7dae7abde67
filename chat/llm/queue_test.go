package llm

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"auskunft"
)

// Slots go to those who came first, and everybody who waits knows how many are before them.
func TestQueueIsFair(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const callers, slots = 100, 4
		q := &queue{slots: slots, room: callers}
		var mu sync.Mutex
		var order []int
		places := make([][]int, callers)
		for i := range callers {
			go func() {
				ctx := WithPlace(t.Context(), func(place int) error {
					mu.Lock()
					defer mu.Unlock()
					places[i] = append(places[i], place)
					return nil
				})
				if err := q.enter(ctx); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				order = append(order, i)
				mu.Unlock()
				time.Sleep(time.Second)
				q.leave()
			}()
			synctest.Wait() // one comes after the other
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(order) != callers || !nearlySorted(order, slots) {
			t.Errorf("served in the order %v", order)
		}
		for i, seen := range places {
			if i < slots && len(seen) > 0 || i >= slots && (seen[0] != i-slots+1 || seen[len(seen)-1] != 0 || !slices.IsSortedFunc(seen, func(a, b int) int { return b - a })) {
				t.Errorf("caller %d was told %v", i, seen)
			}
		}
		if running, waiting := q.load(); running != 0 || waiting != 0 {
			t.Errorf("%d run, %d wait at the end", running, waiting)
		}
	})
}

// nearlySorted allows those who get their slots in the same moment any order.
func nearlySorted(order []int, together int) bool {
	for at, i := range order {
		if i/together != at/together {
			return false
		}
	}
	return true
}

func TestQueueForgetsWhoLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{slots: 1, room: 3}
		enter := func(ctx context.Context) <-chan error {
			done := make(chan error, 1)
			go func() { done <- q.enter(ctx) }()
			synctest.Wait()
			return done
		}
		if err := <-enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		impatient, cancel := context.WithCancel(t.Context())
		gone := errors.New("reader is gone")
		places := 0
		first := enter(impatient)
		second := enter(WithPlace(t.Context(), func(place int) error {
			if places++; place == 1 {
				return gone
			}
			return nil
		}))
		third := enter(t.Context())
		if err := q.enter(t.Context()); auskunft.CodeOf(err) != CodeBusy {
			t.Errorf("a fourth waiter: %v", err)
		}
		cancel()
		if err := <-first; !errors.Is(err, context.Canceled) {
			t.Errorf("the first: %v", err)
		}
		if err := <-second; !errors.Is(err, gone) || places != 2 {
			t.Errorf("the second, told %d places: %v", places, err)
		}
		q.leave()
		if err := <-third; err != nil {
			t.Errorf("the third: %v", err)
		}
		q.leave()
		if running, waiting := q.load(); running != 0 || waiting != 0 {
			t.Errorf("%d run, %d wait at the end", running, waiting)
		}
	})
}
