package extract

// Helpers of the tests in this package, for those outside of it.
var (
	Check     = check
	Normalise = normalise
)
