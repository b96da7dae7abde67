// Package lexical finds passages by their words. It owns the German analysis of texts
// and questions, and an in-memory BM25 index over the analysed passages.
//
// An [Analyser] turns text into terms: folded and stemmed words, the parts of compounds,
// numbers, dates, amounts, paragraphs of the law. The same code serves index and question.
// Compounds are split by a [Vocabulary], a numbered snapshot of the words of public texts.
// Terms are made once, at ingest ([Analyser.Encode]); a start only decodes them.
//
// An [Index] keeps one segment per visibility, and each segment has its own dictionary,
// postings and lengths. Whatever a search computes (document frequencies, average
// lengths, spelling, suggestions) it computes over the segments its reader sees. A word
// in an internal page therefore changes nothing in a public result, not even a score.
//
// A segment is a list of immutable blocks, as in a log-structured merge tree: an update
// adds a small block and marks the old version dead, and small blocks are merged. Readers
// take the current list with one atomic load and never wait.
package lexical
