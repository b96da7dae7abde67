//go:build race

package extract

// shadow is how many bytes the race detector needs for each of ours, itself included.
const shadow = 8
