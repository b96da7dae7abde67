package auskunft

import "time"

// DocumentKind tells what a document is; ranking, cards and page furniture differ by it.
type DocumentKind string

// The kinds of documents.
const (
	PageDocument      DocumentKind = "page"      // a page of the website
	ServiceDocument   DocumentKind = "service"   // a service description, with structured fields
	OfficeDocument    DocumentKind = "office"    // an organisational unit, with structured fields
	OrdinanceDocument DocumentKind = "ordinance" // local law: statutes, ordinances, fee schedules
	WikiDocument      DocumentKind = "wiki"      // an internal page
	ArticleDocument   DocumentKind = "article"   // a published revision of an editors' article
)

// Document is one page, file, service description or article at one version.
//
// Text is the coordinate system of everything that points into the document: the
// ranges of passages and citations are half-open ranges of Unicode code points in it.
type Document struct {
	ID         int64  // 0 before it is stored
	Source     string // name of the source it came from
	Key        string // stable identifier within the source: a path, a URL, a service id
	Version    int    // 1, 2, …: grows with each changed text
	Kind       DocumentKind
	Title      string
	Name       string // official name of a service that its title does not have; "" otherwise, and unless a search found it
	URL        string // where a citizen can read the original; "" when there is no such place
	Lang       string // BCP 47 primary language: "de", "en", …
	Visibility Visibility
	Areas      []string // districts it is about; none means the whole town
	Text       string
	Synonyms   []string // citizens' words for what it is about
	ValidFrom  time.Time
	ValidUntil time.Time // zero: no end
	ChangedAt  time.Time // last change at the source
	CheckedAt  time.Time // when somebody last confirmed it; fetching it again is no check; zero: never
	Service    *Service  // set when Kind is ServiceDocument
	Office     *Office   // set when Kind is OfficeDocument
}

// Passage is a piece of a document, the unit of retrieval and of citation. Its Text is
// exactly the code points [Start, End) of the document's Text, and it never crosses a
// section of the document.
type Passage struct {
	ID         int64
	DocumentID int64
	Ordinal    int      // 0, 1, …: position in the document
	Headings   []string // from the outermost section to the innermost
	Text       string
	Start, End int    // code points in Document.Text, half-open
	Anchor     string // fragment of the document's URL, or "§ 5 Abs. 2"; "" when there is none
	Page       int    // page number from 1; 0 when the document has no pages
	Field      Field  // which field of a service or office the passage is; "" for running text
}

// Field names the part of a service description or office that a passage renders.
type Field string

// The fields. Values are stored; do not rename them.
const (
	FieldSummary      Field = "summary"
	FieldDescription  Field = "description"
	FieldFees         Field = "fees"
	FieldDocuments    Field = "documents" // what the citizen has to bring
	FieldRequirements Field = "requirements"
	FieldDeadlines    Field = "deadlines"
	FieldDuration     Field = "duration" // how long the office takes
	FieldProcedure    Field = "procedure"
	FieldLegalBasis   Field = "legal_basis"
	FieldForms        Field = "forms"
	FieldOnline       Field = "online"
	FieldNotes        Field = "notes"
	FieldAppeal       Field = "appeal"
	FieldResponsible  Field = "responsible"
	FieldHours        Field = "hours"
	FieldContact      Field = "contact"
	FieldAddress      Field = "address"
)

// Service is the structured side of a service description. Texts that citizens read are
// in the document's passages; these fields feed cards, responsibility and search.
type Service struct {
	Key        string   // identifier within the source, unique per source
	LeiKa      []string // 14-digit keys of the federal catalogue
	Name       string   // official name
	PlainName  string   // the citizen's name, "" when the source has none
	Synonyms   []string
	LifeEvents []string
	Fees       []Fee
	Deadlines  []string
	Duration   string // "etwa 2 Wochen"
	Documents  []string
	Forms      []Link
	Online     []Link
	LegalBasis []Link
	Offices    []Responsibility
}

// Fee is one amount with the condition under which it is due.
type Fee struct {
	Text     string // as the source words it, "" when only the amount is known
	Cents    int64  // amount in hundredths of Currency
	Currency string // ISO 4217, "EUR"
	Per      string // "Jahr", "Monat", "" for once
}

// Link is a named address outside the system, taken from a source, never from a model.
type Link struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Responsibility says that an office is in charge of a service, everywhere or in some areas.
// Stated by a service it names the office, stated by an office it names the service.
type Responsibility struct {
	ServiceKey string
	OfficeKey  string
	Areas      []string // none: everywhere
}

// Office is an organisational unit people turn to.
type Office struct {
	Key           string
	Name          string
	Street        string
	PostalCode    string
	City          string
	Areas         []string
	Phones        []string // as people dial them, "04409 123-456"
	Email         string
	URL           string
	Appointment   string // URL of the appointment pages
	Accessibility string // steps, lift, toilet, hearing loop, in a sentence or two
	Hours         []Opening
	Closures      []Closure
	Services      []Responsibility
}

// Opening is one span of one weekday. A lunch break makes two of them.
type Opening struct {
	Weekday time.Weekday
	From    string // "08:00", local civil time
	To      string // "12:30", after From
	Note    string // "nur mit Termin"
}

// Closure is a time in which an office does not open, whatever the weekly hours say.
type Closure struct {
	From, Until time.Time // civil dates, both included
	Reason      string
}

// ClosedOn tells whether a closure of the office's own covers a civil day, and its reason.
func (o *Office) ClosedOn(day time.Time) (reason string, closed bool) {
	date := day.Format(time.DateOnly)
	for _, c := range o.Closures {
		if c.From.Format(time.DateOnly) <= date && date <= c.Until.Format(time.DateOnly) {
			return c.Reason, true
		}
	}
	return "", false
}

// Notice is a dated, scoped message that goes on top of the answers it touches.
type Notice struct {
	ID         int64
	Title      string
	Text       string
	Severity   string   // "info", "warning", "urgent"
	Services   []string // service keys; none: not bound to a service
	Areas      []string // none: the whole town
	Sources    []string // names; none: beside answers from any source
	From       time.Time
	Until      time.Time // zero: until somebody ends it
	Visibility Visibility
	Texts      map[string]NoticeText // in other languages than German, by language
}

// NoticeText is what a notice says in one language.
type NoticeText struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}
