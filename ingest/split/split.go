// Package split cuts a document into passages along its own structure.
package split
