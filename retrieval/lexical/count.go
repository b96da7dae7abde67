package lexical

import "auskunft"

// Passages counts the passages of the given visibilities, each named once.
func (x *Index) Passages(visible []auskunft.Visibility) int {
	n := 0
	all := *x.segments.Load()
	for _, visibility := range visible {
		for _, v := range all[visibility] {
			n += v.live.passages
		}
	}
	return n
}
