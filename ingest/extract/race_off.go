//go:build !race

package extract

const shadow = 1
