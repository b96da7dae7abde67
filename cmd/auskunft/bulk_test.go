package main

import (
	"runtime"
	"sync"
	"testing"
)

// inBulk calls do for every item, as many at once as there are processors: one question after
// another leaves half of a machine of two idle. do reports with t.Error and may use what only
// one may use at a time while it holds mu.
func inBulk[T any](t *testing.T, items []T, do func(item T, mu *sync.Mutex)) {
	t.Helper()
	todo := make(chan T, len(items))
	for _, item := range items {
		todo <- item
	}
	close(todo)
	var mu sync.Mutex
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for item := range todo {
				do(item, &mu)
			}
		})
	}
	workers.Wait()
}
