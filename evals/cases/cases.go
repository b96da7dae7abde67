// Package cases owns the project's own evaluation format: one readable YAML file per
// set, written and reviewed by people who know the answers.
//
// Reading is strict. A case that checks nothing by a slip of the pen is worse than none,
// so unknown keys, values that cannot be and cases without a date are errors, each with
// its file, line and what to write instead. The format is documented in evals/README.md.
package cases

import (
	"time"

	"auskunft"
	"auskunft/evals/measure"
)

// Limits of one file. A set beyond them should be several sets.
const (
	MaxBytes    = 2 << 20
	MaxCases    = 5000
	MaxQuestion = 20_000 // characters; the longest a city's website lets through
)

// Set is one file of cases.
type Set struct {
	Name  string // "demo": letters, digits, hyphens
	Title string
	Cases []Case
	Hash  string // SHA-256 of the file, hex: the version of the data
}

// Case is one question with what a right answer is.
type Case struct {
	ID       string
	Question string
	Before   []string // the asker's earlier questions in the same conversation, oldest first
	Role     Role
	As       auskunft.Visibility // what the asker may read: public, internal, department:x
	Area     string              // district key
	Lang     string              // language the answer should have
	Mode     auskunft.Mode
	Persona  string    // who asks, for slices: "neu zugezogen"
	Today    time.Time // when it is asked, Europe/Berlin
	Tags     []string
	Note     string // why the case exists or where its answer stands
	Expect   Expect
	Line     int // in the file
}

// Expect is what a right answer is.
type Expect struct {
	Status    auskunft.Status
	Reason    auskunft.Reason // with Refused; "" any reason
	Required  []measure.Fact  // all of them, in the text or the cards of the answer
	Forbidden []measure.Fact  // none of them, anywhere the asker can read
	Sources   []string        // document keys a right answer may rest on; none: any
}

// Role is who asks. It names slices and guards against slips: a citizen reads public texts only.
type Role string

// The roles.
const (
	Citizen Role = "citizen"
	Agent   Role = "agent"
	Editor  Role = "editor"
)

// Reader is the asker as the system knows readers.
func (c Case) Reader() auskunft.Reader { return auskunft.ReaderOf(c.As) }
