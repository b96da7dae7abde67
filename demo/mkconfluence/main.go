// Command mkconfluence writes a part of the demo town's wiki as Confluence exports a space:
// entities.xml with pages in storage format, and the files that hang on them. The pages are
// hand-written in src/confluence, with their macros; this program adds the database around
// them that no author should have to type.
//
//	go run ./demo/mkconfluence -demo demo
package main

import "auskunft/demo/made"

func main() { made.Main(Export) }
