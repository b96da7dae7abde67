// Package auskunft holds the words of the answer desk as types: what a document,
// a passage, a service, a question and an answer are, and who may read what.
//
// It is the ground floor. It imports the standard library only and everything
// else imports it, so a type here means the same thing in every room. The words
// are explained in docs/architecture.md.
//
// Two rules hold for every value that leaves this system:
//
//   - a Sentence of an Answer points to at least one Citation, and the Quote of a
//     Citation is a verbatim part of a stored passage;
//   - a Reader is given nothing whose Visibility the reader does not see.
package auskunft
