package files

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"auskunft"
	"auskunft/ingest/source"
	"auskunft/ingest/source/render"
)

// office is what the front matter of "kind: office" says besides.
type office struct {
	Key           string    `yaml:"key"`
	Name          string    `yaml:"name"`
	Street        string    `yaml:"street"`
	PostalCode    string    `yaml:"postal_code"`
	City          string    `yaml:"city"`
	Phones        []string  `yaml:"phones"`
	Email         string    `yaml:"email"`
	Appointment   string    `yaml:"appointment"`
	Accessibility string    `yaml:"accessibility"`
	Hours         hours     `yaml:"hours"`
	Closures      []closure `yaml:"closures"`
}

type closure struct {
	From   date   `yaml:"from"`
	Until  date   `yaml:"until"`
	Reason string `yaml:"reason"`
}

// makeOffice makes an office and its text of the fields and the body.
func (m *frontMatter) makeOffice(fetched *source.Fetched, body []byte) error {
	name := strings.TrimSpace(m.Name)
	if name == "" {
		name = fetched.Document.Title
	}
	if name == "" || strings.TrimSpace(m.Key) == "" {
		return auskunft.Errorf(auskunft.Invalid, "office", "an office needs a key and a name")
	}
	doc := &fetched.Document
	o := &auskunft.Office{
		Key: strings.TrimSpace(m.Key), Name: name, Street: m.Street, PostalCode: m.PostalCode, City: m.City, Areas: doc.Areas,
		Phones: m.Phones, Email: m.Email, URL: doc.URL, Appointment: m.Appointment, Accessibility: m.Accessibility, Hours: m.Hours,
	}
	for _, c := range m.Closures {
		until := c.Until.Time
		if until.IsZero() {
			until = c.From.Time
		}
		if c.From.IsZero() || until.Before(c.From.Time) {
			return auskunft.Errorf(auskunft.Invalid, "closure", "a closure of %s has no first day or ends before it begins", name)
		}
		o.Closures = append(o.Closures, auskunft.Closure{From: utcDay(c.From.Time), Until: utcDay(until), Reason: c.Reason})
	}
	if doc.Lang == "" {
		doc.Lang = "de"
	}
	if doc.Title == "" {
		doc.Title = name
	}
	doc.Kind, doc.Office = auskunft.OfficeDocument, o
	var err error
	fetched.Result, fetched.Fields, err = render.Office(o, doc.Lang, body)
	doc.Text = fetched.Result.Text
	return err
}

// utcDay is a day as a civil date: midnight in UTC, the same day wherever it is read.
func utcDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// hours are opening hours as people write them: a day or a range of days, and its spans.
//
//	mo: "08:00-12:30, 14:00-16:00 (nur mit Termin)"
//	di-fr: "8-12"
//	sa: geschlossen
type hours []auskunft.Opening

// UnmarshalYAML reads hours and sorts them by day, Monday first, and time.
func (h *hours) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: hours are days with their times, such as mo: \"08:00-12:30\"", node.Line)
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		days, err := parseDays(node.Content[i].Value)
		if err != nil {
			return fmt.Errorf("line %d: %w", node.Content[i].Line, err)
		}
		spans, err := parseSpans(node.Content[i+1].Value)
		if err != nil {
			return fmt.Errorf("line %d: %w", node.Content[i+1].Line, err)
		}
		for _, day := range days {
			for _, s := range spans {
				s.Weekday = day
				*h = append(*h, s)
			}
		}
	}
	slices.SortStableFunc(*h, func(a, b auskunft.Opening) int {
		if d := monday(a.Weekday) - monday(b.Weekday); d != 0 {
			return d
		}
		return strings.Compare(a.From, b.From)
	})
	return nil
}

// monday counts the days of the week from Monday, 0, to Sunday, 6.
func monday(day time.Weekday) int { return (int(day) + 6) % 7 }

var dayNames = map[string]time.Weekday{
	"mo": time.Monday, "di": time.Tuesday, "mi": time.Wednesday, "do": time.Thursday, "fr": time.Friday, "sa": time.Saturday, "so": time.Sunday,
	"montag": time.Monday, "dienstag": time.Tuesday, "mittwoch": time.Wednesday, "donnerstag": time.Thursday, "freitag": time.Friday,
	"samstag": time.Saturday, "sonnabend": time.Saturday, "sonntag": time.Sunday,
}

// parseDays reads "mo", "Montag" or "mo-fr".
func parseDays(s string) ([]time.Weekday, error) {
	first, last, isRange := strings.Cut(strings.ToLower(strings.ReplaceAll(s, "–", "-")), "-")
	from, ok := dayNames[strings.TrimSpace(first)]
	to, ok2 := from, true
	if isRange {
		to, ok2 = dayNames[strings.TrimSpace(last)]
	}
	if !ok || !ok2 || monday(to) < monday(from) {
		return nil, fmt.Errorf("%q is no day; write mo, di, mi, do, fr, sa, so or mo-fr", s)
	}
	var days []time.Weekday
	for i := monday(from); i <= monday(to); i++ {
		days = append(days, time.Weekday((i+1)%7))
	}
	return days, nil
}

var spanPattern = regexp.MustCompile(`^(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|bis)\s*(\d{1,2})(?:[:.](\d{2}))?(?:\s*Uhr)?\s*(?:\((.*)\))?$`)

// parseSpans reads "08:00-12:30, 14:00-16:00 (nur mit Termin)"; "geschlossen" is no span.
func parseSpans(s string) ([]auskunft.Opening, error) {
	if s = strings.TrimSpace(s); s == "" || strings.EqualFold(s, "geschlossen") {
		return nil, nil
	}
	var spans []auskunft.Opening
	for part := range splitOutside(s) {
		m := spanPattern.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil {
			return nil, fmt.Errorf("%q is no time; write 08:00-12:30", strings.TrimSpace(part))
		}
		o := auskunft.Opening{From: clock(m[1], m[2]), To: clock(m[3], m[4]), Note: strings.TrimSpace(m[5])}
		if o.To <= o.From || o.To > "24:00" || o.From[3:] > "59" || o.To[3:] > "59" {
			return nil, fmt.Errorf("%q ends before it begins, or is no time of day", strings.TrimSpace(part))
		}
		spans = append(spans, o)
	}
	return spans, nil
}

// splitOutside yields the parts of s between commas that are not in brackets.
func splitOutside(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		depth, start := 0, 0
		for i, r := range s {
			switch {
			case r == '(':
				depth++
			case r == ')':
				depth--
			case r == ',' && depth <= 0:
				if !yield(s[start:i]) {
					return
				}
				start = i + 1
			}
		}
		yield(s[start:])
	}
}

func clock(hour, minute string) string {
	if len(hour) == 1 {
		hour = "0" + hour
	}
	if minute == "" {
		minute = "00"
	}
	return hour + ":" + minute
}
