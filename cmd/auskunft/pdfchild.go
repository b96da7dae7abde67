package main

import "auskunft/ingest/extract"

// pdfChildCmd reads one PDF in a process of its own, where a parser may crash, hang or eat
// memory without taking anybody along. The importer starts it.
type pdfChildCmd struct {
	Args []string `arg:"" optional:""`
}

// Run reads a PDF from standard input and writes what it says to standard output.
func (c *pdfChildCmd) Run(s *surroundings) error {
	return extract.PDFChild(c.Args, s.stdin, s.stdout)
}
