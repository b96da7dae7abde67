package compose

import "auskunft/retrieval"

// Verify proves a draft against the passages it was written from. The error is a
// *Rejection.
func Verify(draft Draft, hits []retrieval.Hit) (Checked, error) {
	if len(draft.Quotes) == 0 {
		return Checked{}, &Rejection{Reason: NoQuote}
	}
	return Checked{}, &Rejection{Reason: NotVerbatim}
}
