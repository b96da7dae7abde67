package files

import (
	"strings"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
)

// notice is what the front matter of "kind: notice" says besides.
type notice struct {
	Severity string   `yaml:"severity"`
	Services []string `yaml:"services"`
	From     date     `yaml:"from"`
	Until    date     `yaml:"until"`
}

// makeNotice makes a notice of the fields and the body. A notice without a first day has
// always held, one without a last day holds until somebody ends it; its last day is
// included.
func (m *frontMatter) makeNotice(fetched *source.Fetched, body []byte) error {
	doc := fetched.Document
	res, err := extract.Markdown(body)
	if err != nil {
		return err
	}
	title := doc.Title
	if title == "" {
		title = res.Title
	}
	n := &auskunft.Notice{
		Title: title, Text: strings.TrimSpace(res.Text), Severity: m.Severity, Services: m.Services, Areas: doc.Areas,
		From: m.From.Time, Until: m.Until.end(), Visibility: doc.Visibility,
	}
	switch n.Severity {
	case "":
		n.Severity = "info"
	case "info", "warning", "urgent":
	default:
		return auskunft.Errorf(auskunft.Invalid, "notice", "severity %q is not known; use info, warning or urgent", n.Severity)
	}
	if n.Title == "" || n.Text == "" {
		return auskunft.Errorf(auskunft.Invalid, "notice", "a notice needs a title and a text")
	}
	if !n.Until.IsZero() && n.Until.Before(n.From) {
		return auskunft.Errorf(auskunft.Invalid, "notice", "the notice ends before it begins")
	}
	fetched.Notice = n
	return nil
}
