package cluster

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Version is a version by its first three numbers: 15.18.0 of a server, 0.8.0 of pgvector.
type Version struct{ Major, Minor, Patch int }

// ParseVersion reads the first dotted number in s: "0.8.0", "PostgreSQL 15.18 (Debian …)".
// It returns the zero Version when there is none.
func ParseVersion(s string) Version {
	start := strings.IndexFunc(s, isDigit)
	if start < 0 {
		return Version{}
	}
	s = s[start:]
	if end := strings.IndexFunc(s, func(r rune) bool { return !isDigit(r) && r != '.' }); end >= 0 {
		s = s[:end]
	}
	var numbers [3]int
	for i, part := range strings.SplitN(s, ".", 4) {
		if i < len(numbers) {
			numbers[i], _ = strconv.Atoi(part) // "" after a trailing dot counts as 0
		}
	}
	return Version{numbers[0], numbers[1], numbers[2]}
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// Compare returns -1, 0 or +1 like cmp.Compare.
func (v Version) Compare(w Version) int {
	return cmp.Or(cmp.Compare(v.Major, w.Major), cmp.Compare(v.Minor, w.Minor), cmp.Compare(v.Patch, w.Patch))
}

// Less reports whether v is older than w.
func (v Version) Less(w Version) bool { return v.Compare(w) < 0 }

func (v Version) String() string { return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch) }

// Versions of pgvector that something depends on.
var (
	MinVector      = Version{0, 8, 0} // iterative index scans: complete results under row-level security
	ParallelVector = Version{0, 8, 2} // before, parallel HNSW builds read foreign memory (CVE-2026-3172)
	GoodVector     = Version{0, 8, 4} // before, known faults; works, with a warning
)

// MinServer is the oldest PostgreSQL we run on: the one of Debian 12.
var MinServer = Version{Major: 15}
