package llm

import (
	"context"
	"slices"
	"sync"

	"auskunft"
)

type placeKey struct{}

// WithPlace returns a context in which a call that has to wait for a slot tells f its place
// in the queue, 1 being the next, at first and whenever it changes; then 0, when it has a
// slot. An error of f ends the call and is returned as it is.
func WithPlace(ctx context.Context, f func(place int) error) context.Context {
	return context.WithValue(ctx, placeKey{}, f)
}

type besideKey struct{}

// Beside returns a context for calls that another call waits for, as an answer waits for what judges its
// sentences: they share its slot. In the queue they would wait for each other.
func Beside(ctx context.Context) context.Context { return context.WithValue(ctx, besideKey{}, true) }

// queue gives slots away in the order of coming.
type queue struct {
	slots, room int

	mu      sync.Mutex
	taken   int
	waiting []*waiter // nobody waits while a slot is free
}

type waiter struct {
	ready chan struct{} // closed: a slot is given
	place chan int      // holds the newest place
}

// enter waits for a slot, which leave gives back. Without room to wait it fails at once.
func (q *queue) enter(ctx context.Context) error {
	w, err := q.join()
	if err != nil {
		return err
	}
	tell, _ := ctx.Value(placeKey{}).(func(int) error)
	if tell == nil {
		tell = func(int) error { return nil }
	}
	told := false
	for {
		select {
		case <-w.ready:
			if !told {
				return nil
			}
			if err = tell(0); err == nil {
				return nil
			}
		case place := <-w.place:
			told, err = true, tell(place)
		case <-ctx.Done():
			err = context.Cause(ctx)
		}
		if err != nil {
			q.quit(w)
			return err
		}
	}
}

func (q *queue) join() (*waiter, error) {
	w := &waiter{ready: make(chan struct{}), place: make(chan int, 1)}
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.taken < q.slots:
		q.taken++
		close(w.ready)
	case len(q.waiting) < q.room:
		q.waiting = append(q.waiting, w)
		w.place <- len(q.waiting)
	default:
		return nil, auskunft.Errorf(auskunft.Unavailable, CodeBusy, "all %d slots of the model are taken and %d calls wait", q.slots, q.room)
	}
	return w, nil
}

// leave gives a slot to who has waited longest.
func (q *queue) leave() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		q.taken--
		return
	}
	close(q.waiting[0].ready)
	q.remove(0)
}

// quit takes a waiter out who will not wait any longer, and may have been given a slot by now.
func (q *queue) quit(w *waiter) {
	q.mu.Lock()
	i := slices.Index(q.waiting, w)
	if i >= 0 {
		q.remove(i)
	}
	q.mu.Unlock()
	if i < 0 {
		q.leave()
	}
}

// remove takes out the waiter at i and tells those behind that they moved up.
func (q *queue) remove(i int) {
	q.waiting = slices.Delete(q.waiting, i, i+1)
	for place, w := range q.waiting[i:] {
		select {
		case <-w.place: // what it has not read yet is out of date
		default:
		}
		w.place <- i + place + 1
	}
}

// load is how many calls run and how many wait.
func (q *queue) load() (running, waiting int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.taken, len(q.waiting)
}
