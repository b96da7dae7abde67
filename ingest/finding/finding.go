// Package finding looks at all stored texts and tells editors what is wrong with them:
// documents that contradict each other, pages that are stale, links that lead nowhere,
// texts that are there twice, translations that are missing, and text that gives orders to
// language models.
//
// The finders read what ingestion wrote and write four tables of their own. Run is one
// pass: it reads the corpus once, as the reader who maintains all texts, lets each finder
// look, and compares the result with the findings that are stored. A finding has an
// identity that does not depend on wording or values, so it keeps its row from one run to
// the next, with what editors decided about it; one that is not found again is resolved.
//
// A finding is visible to those who may read all the documents it names. Texts of two
// departments are never compared: nobody could be shown the result.
//
// Precision goes before recall. An editor who opens the list and sees nonsense does not
// come back; what is not certain is left out.
package finding

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"auskunft"
)

// Kind is what is wrong. Values are stored.
type Kind string

// The kinds of findings.
const (
	Contradiction      Kind = "contradiction"       // two documents state different values for one thing
	Stale              Kind = "stale"               // a document that is out of date, or looks like it
	DeadLink           Kind = "dead_link"           // an address that leads nowhere
	NearDuplicate      Kind = "near_duplicate"      // the same text at two addresses, or nearly
	MissingTranslation Kind = "missing_translation" // a language that a text is not there in
	Injection          Kind = "injection"           // text that gives orders to language models
)

// Kinds lists all kinds, in the order editors read them.
var Kinds = []Kind{Injection, Contradiction, DeadLink, Stale, NearDuplicate, MissingTranslation}

// Severity is how soon somebody should look.
type Severity string

// The severities. Values are stored.
const (
	Info    Severity = "info"
	Warning Severity = "warning"
	Urgent  Severity = "urgent"
)

// State is what became of a finding. Values are stored.
//
//	           ignored by an editor
//	  open ------------------------> ignored
//	   |  ^                             |
//	   |  | found again                 | not found any more
//	   v  |                             v
//	resolved <--------------------------+
//
// An ignored finding that is found again after it was resolved is open: the texts changed
// in between, so the old reason may not hold.
type State string

// The states.
const (
	Open     State = "open"
	Ignored  State = "ignored"
	Resolved State = "resolved"
)

// Role is what a quoted document is in a finding.
type Role string

// The roles.
const (
	Valid   Role = "valid"   // more likely right: closer to the law, or newer
	Doubted Role = "doubted" // the document somebody should change
	Other   Role = "other"   // neither: an equal
)

// Finding is one thing that editors should look at.
type Finding struct {
	ID            int64               `json:"id"`
	Kind          Kind                `json:"kind"`
	Reason        string              `json:"reason"` // names the text in the message file, within the kind
	Severity      Severity            `json:"severity"`
	State         State               `json:"state"`
	Visibility    auskunft.Visibility `json:"visibility"`
	Params        map[string]string   `json:"params,omitempty"` // of the text
	Quotes        []Quote             `json:"quotes"`
	FirstSeen     time.Time           `json:"first_seen"`
	LastSeen      time.Time           `json:"last_seen"`
	IgnoredBy     string              `json:"ignored_by,omitempty"`
	IgnoredReason string              `json:"ignored_reason,omitempty"`

	identity string
}

// Quote is a document that a finding names, with the words that matter.
type Quote struct {
	DocumentID int64  `json:"document"`
	Role       Role   `json:"role"`
	Text       string `json:"text,omitempty"`  // verbatim: the code points [Start, End) of the document's text; "" names the document only
	Start      int    `json:"start,omitempty"` // code points, half-open
	End        int    `json:"end,omitempty"`

	// Of the document, filled in by List.
	Source string                `json:"source"`
	Key    string                `json:"key"`
	Kind   auskunft.DocumentKind `json:"kind"`
	Title  string                `json:"title"`
	URL    string                `json:"url,omitempty"`

	document *document // as the finder read it
}

// identify names a finding by its kind, its documents in whatever order, and what tells it
// from others about the same documents. Neither wording nor values belong in it.
func (f *Finding) identify(what ...string) {
	ids := make([]string, len(f.Quotes))
	for i, q := range f.Quotes {
		ids[i] = fmt.Sprintf("%020d", q.DocumentID)
	}
	slices.Sort(ids)
	sum := sha256.Sum256([]byte(string(f.Kind) + "\n" + strings.Join(slices.Compact(ids), " ") + "\n" + strings.Join(what, "\n")))
	f.identity = hex.EncodeToString(sum[:16])
}

// narrowest is the visibility of those who may read all of the documents, "" when no single
// visibility is: two departments.
func narrowest(docs ...*document) auskunft.Visibility {
	v := auskunft.Public
	for _, d := range docs {
		_, have := v.Department()
		_, more := d.Visibility.Department()
		switch {
		case d.Visibility == auskunft.Public || d.Visibility == v:
		case have && more:
			return ""
		case !have:
			v = d.Visibility
		}
	}
	return v
}

// ParseKind reads the name of a kind.
func ParseKind(name string) (Kind, error) {
	if k := Kind(name); slices.Contains(Kinds, k) {
		return k, nil
	}
	return "", auskunft.Errorf(auskunft.Invalid, "finding_kind", "unknown kind of finding %q: use one of %v", name, Kinds)
}
