// Package bench measures the search beside what a city could have instead: PostgreSQL's full
// text search and bleve. It is a module of its own, so that what it compares with is no
// dependency of the product; `go -C retrieval/bench mod tidy` follows a change of the product's
// dependencies. `make bench` runs it; docs/performance.md says what came out.
package bench
