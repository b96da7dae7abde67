// Package article keeps what editors write: articles with their revisions, who answers for
// them, and the way of a text from a draft to what people find and read.
//
// Three fields of an article are independent. Its state says where the text is in the
// workflow, its confidence whether somebody has confirmed it lately, its visibility who may
// read it; the last belongs to the text, so that a wider circle needs a release like any
// change. A text is kept in revisions, which never change. The one that is released becomes a
// document of the source "artikel" in the transaction of its release, through package
// ingest, and stays what people read while a newer revision is written and reviewed.
//
// Who may do what says kb/account. Which step follows which, and that nobody releases what
// they have written, the database enforces (migration 00014), which also writes every step
// into the audit log. An editor sees the articles whose text their account may read: all that
// are public or internal, and their departments'; a draft of a public page is visible to
// nobody but editors and approvers.
package article

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"auskunft"
)

// State is where an article is in the workflow. Values are stored.
type State string

// The states; migration 00014 draws which follows which.
const (
	Draft     State = "draft"
	Review    State = "review"
	Scheduled State = "scheduled"
	Published State = "published"
	Expired   State = "expired"
	Archived  State = "archived"
)

// States lists them in the order of the workflow.
var States = []State{Draft, Review, Scheduled, Published, Expired, Archived}

// Confidence is whether somebody has confirmed the text lately.
type Confidence string

// The confidences.
const (
	Unchecked Confidence = "unchecked" // nobody has, since it was written or doubted
	Checked   Confidence = "checked"
	Due       Confidence = "due" // the review interval has passed since
)

// Confidences lists them, the most pressing first.
var Confidences = []Confidence{Due, Unchecked, Checked}

// Template is the kind of an article: what it begins with and how often it is reviewed.
type Template string

// The templates. Values are stored.
const (
	ServiceNote Template = "service" // what the service centre has to know about a service
	HowTo       Template = "howto"
	FAQ         Template = "faq"
	Crisis      Template = "crisis"
)

// Templates lists them.
var Templates = []Template{ServiceNote, HowTo, FAQ, Crisis}

// reviewDays is how long a text of each kind is trusted, unless its owner says otherwise:
// fees and duties change with the year, what to do in a crisis by the week.
var reviewDays = map[Template]int{ServiceNote: 180, HowTo: 365, FAQ: 365, Crisis: 7}

// ReviewDays is the review interval that articles of a kind begin with.
func (t Template) ReviewDays() int { return reviewDays[t] }

// Text is what belongs to a revision.
type Text struct {
	Title      string              `json:"title"`
	Body       string              `json:"body"` // Markdown as package markdown has it
	Visibility auskunft.Visibility `json:"visibility"`
	Synonyms   []string            `json:"synonyms,omitempty"`
	LeiKa      []string            `json:"leika,omitempty"` // 14-digit keys of the federal catalogue
	Situations []string            `json:"situations,omitempty"`
	Related    []string            `json:"related,omitempty"`     // slugs of other articles
	ValidFrom  *time.Time          `json:"valid_from,omitempty"`  // nil: at once
	ValidUntil *time.Time          `json:"valid_until,omitempty"` // nil: without end
	Files      []int64             `json:"files,omitempty"`       // that belong to it; see Attach
	Translates int                 `json:"translates,omitempty"`  // revision of the original that it translates; 0: it is none
}

// Duties say who answers for an article.
type Duties struct {
	Owner, Deputy string // logins
	Department    string // key, or ""
	ReviewDays    int
}

// Article is an article with its head revision's title.
type Article struct {
	ID         int64
	Slug       string
	Title      string
	Visibility auskunft.Visibility
	Template   Template
	Lang       string
	Original   int64 // article that it translates; 0: it is none
	Duties

	State      State
	Confidence Confidence
	CheckedAt  *time.Time
	CheckedBy  string
	DueAt      *time.Time // when it has to be confirmed again
	Head       int        // revision that is worked on
	Approved   int        // that was released last; 0: none
	Live       int        // that people read; 0: none
	PublishAt  *time.Time // of a scheduled one
	ValidUntil *time.Time // of the head revision
	MovedAt    time.Time
	MovedBy    string
}

// Revision is a text at one moment.
type Revision struct {
	Number    int
	Text      Text
	Author    string
	WrittenAt time.Time
	Why       string
	Restores  int // revision that it brings back; 0: none
}

// Limits of a text, in characters and in entries of a list.
const (
	MaxTitle  = 300
	MaxBody   = 200_000
	maxEntry  = 120
	maxListed = 50
)

// tidy brings the fields of a text into the form in which they are stored. The error is
// Invalid and its code names the field.
func (t Text) tidy() (Text, error) {
	invalid := func(code, format string, args ...any) (Text, error) {
		return t, auskunft.Errorf(auskunft.Invalid, code, format, args...)
	}
	t.Title = strings.Join(strings.Fields(plain(t.Title)), " ")
	t.Body = plain(t.Body)
	if t.Title == "" || utf8.RuneCountInString(t.Title) > MaxTitle {
		return invalid("article_title", "a title has 1 to %d characters", MaxTitle)
	}
	if utf8.RuneCountInString(t.Body) > MaxBody {
		return invalid("article_long", "a text has at most %d characters", MaxBody)
	}
	if _, err := auskunft.ParseVisibility(string(t.Visibility)); err != nil {
		return t, err
	}
	for _, list := range []*[]string{&t.Synonyms, &t.LeiKa, &t.Situations, &t.Related} {
		*list = entries(*list)
		if len(*list) > maxListed {
			return invalid("article_list", "a list has at most %d entries", maxListed)
		}
	}
	for i, key := range t.LeiKa {
		if t.LeiKa[i] = strings.ReplaceAll(key, " ", ""); !leika(t.LeiKa[i]) {
			return invalid("article_leika", "%q is no LeiKa key: it has 14 digits", key)
		}
	}
	if t.ValidFrom != nil && t.ValidUntil != nil && !t.ValidUntil.After(*t.ValidFrom) {
		return invalid("article_validity", "the text ends before it begins")
	}
	return t, nil
}

// plain is text that PostgreSQL stores, with line ends of one kind.
func plain(s string) string {
	return strings.NewReplacer("\x00", "", "\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
}

// entries are the entries of a list without empty ones and repetitions.
func entries(list []string) []string {
	out := []string{}
	for _, entry := range list {
		entry = strings.Join(strings.Fields(plain(entry)), " ")
		if runes := []rune(entry); len(runes) > maxEntry {
			entry = string(runes[:maxEntry])
		}
		if entry != "" && !slices.Contains(out, entry) {
			out = append(out, entry)
		}
	}
	return out
}

func leika(key string) bool {
	return len(key) == 14 && strings.Trim(key, "0123456789") == ""
}

// maxSlug is the longest slug that is made of a title; a number may follow.
const maxSlug = 80

// slugOf makes a name for an address of a title: "Kfz-Zulassung für Ältere" is
// "kfz-zulassung-fuer-aeltere".
func slugOf(title string) string {
	var out strings.Builder
	gap := false
	for _, r := range transliterated.Replace(strings.ToLower(title)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && out.Len() > 0 {
				out.WriteByte('-')
			}
			gap = false
			out.WriteRune(r)
		default:
			gap = true
		}
		if out.Len() >= maxSlug {
			break
		}
	}
	if out.Len() == 0 {
		return "artikel" // a title in another script
	}
	return out.String()
}

var transliterated = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "a\u0308", "ae", "o\u0308", "oe", "u\u0308", "ue",
	"é", "e", "è", "e", "ê", "e", "á", "a", "à", "a", "ç", "c", "ı", "i", "ş", "s", "ğ", "g", "ł", "l")
