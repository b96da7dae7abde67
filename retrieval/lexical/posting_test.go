package lexical

import (
	"math"
	"slices"
	"testing"
)

func TestPostings(t *testing.T) {
	const last = 1<<28 - 1
	want := []posting{{0, 4}, {1, 2}, {2, 8}, {3, 1}, {1 << 14, 4}, {1<<14 + 1<<14 - 1, 2}, {1 << 20, 4}, {1<<20 + 1, math.MaxUint16}, {last, 6}}
	var l postingList
	for _, p := range want {
		l.append(p)
	}
	if got := appendPostings(nil, l.stored, nil); !slices.Equal(got, want) {
		t.Errorf("all: got %v, want %v", got, want)
	}
	some := make(slotSet, last/64+1)
	some.add(2, 1<<14+1)
	before := []posting{{7, 7}}
	if got, want := appendPostings(before, l.stored, some), slices.Concat(before, want[2:5]); !slices.Equal(got, want) {
		t.Errorf("some: got %v, want %v", got, want)
	}
	var long postingList
	long.append(posting{5, 1_000_000})
	if got := appendPostings(nil, long.stored, nil); !slices.Equal(got, []posting{{5, math.MaxUint16}}) {
		t.Errorf("a term of a million in a slot: got %v", got)
	}
}
