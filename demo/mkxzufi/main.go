// Command mkxzufi writes the demo town's service descriptions as XZuFi 2.2 transfer
// messages. Every sentence is hand-written in src/services; this program only adds the
// XML that no author should have to type.
//
//	go run ./demo/mkxzufi -demo demo
package main

import "auskunft/demo/made"

func main() { made.Main(Messages) }
