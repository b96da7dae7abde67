package draft

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"auskunft"
	"auskunft/chat/guard"
	"auskunft/internal/german"
)

// MaxMail is how many characters a mail may have. The longest that citizens write have two
// pages; more is a whole thread, of which the last mail is wanted.
const MaxMail = 8000

// mail is what a citizen wrote, masked.
type mail struct {
	subject    string
	paragraphs []string // items of a list are paragraphs of their own
}

// readMail takes a pasted mail apart: headers, quoted mails and the signature are left out,
// wrapped lines joined, personal data masked. The errors are Invalid: mail_binary, mail_empty,
// mail_too_long.
func readMail(raw string, masker *guard.Masker) (mail, error) {
	if n := utf8.RuneCountInString(raw); n > MaxMail {
		return mail{}, auskunft.Errorf(auskunft.Invalid, "mail_too_long", "the mail has %d characters, at most %d are allowed", n, MaxMail)
	}
	lines, ok := guard.Lines(raw)
	if !ok {
		return mail{}, auskunft.Errorf(auskunft.Invalid, "mail_binary", "the mail is not text")
	}
	subject, paragraphs := body(lines)
	m := mail{subject: masker.Mask(subject)}
	for _, p := range paragraphs {
		m.paragraphs = append(m.paragraphs, masker.Mask(p))
	}
	if !strings.ContainsFunc(m.subject+strings.Join(m.paragraphs, ""), unicode.IsLetter) {
		return mail{}, auskunft.Errorf(auskunft.Invalid, "mail_empty", "the mail has no word")
	}
	return m, nil
}

// text is the mail as it may be shown.
func (m mail) text() string { return strings.Join(m.paragraphs, "\n") }

// body joins the lines of a mail to paragraphs.
func body(lines []string) (subject string, paragraphs []string) {
	join := false // the next line goes on with the last paragraph
	signed := false
	for _, l := range lines {
		if m := header.FindStringSubmatch(l); m != nil {
			if strings.EqualFold(m[1], "betreff") || strings.EqualFold(m[1], "subject") {
				subject = m[2]
			}
			join = false
			continue
		}
		switch {
		case strings.HasPrefix(l, ">"), forwarded.MatchString(l):
			join = false
			continue
		case earlier.MatchString(l) && len(paragraphs) > 0:
			return subject, paragraphs
		case postscript.MatchString(l):
			signed, join = false, false
		case farewell.MatchString(l) && len(paragraphs) > 0, l == "--":
			signed = true
		}
		if signed {
			continue
		}
		switch {
		case l == "":
			join = false
			continue
		case join && goesOn(paragraphs[len(paragraphs)-1], l):
			paragraphs[len(paragraphs)-1] += " " + l
		default:
			paragraphs = append(paragraphs, l)
		}
		join = true
	}
	return subject, paragraphs
}

// goesOn tells whether a line is wrapped text of the paragraph before it. An item of a list has
// none that begins with a capital: that is what comes after the list.
func goesOn(paragraph, line string) bool {
	first, _ := utf8.DecodeRuneInString(line)
	return !item.MatchString(line) && !(item.MatchString(paragraph) && unicode.IsUpper(first))
}

var (
	header     = regexp.MustCompile(`(?i)^(Von|An|Cc|Bcc|Gesendet|Datum|Betreff|Antwort an|From|To|Sent|Date|Subject|Reply-To):\s*(.*)$`)
	forwarded  = regexp.MustCompile(`(?i)^[-_ ]*(?:Weitergeleitete Nachricht|Forwarded message|Anfang der weitergeleiteten Nachricht)`)
	earlier    = regexp.MustCompile(`(?i)^-{2,} ?(?:Ursprüngliche|Original)|^(?:Am|On) .{5,120} (?:schrieb|wrote).{0,120}:$|^_{10,}$`)
	farewell   = regexp.MustCompile(`(?i)^(?:(?:mit )?(?:freundliche[nmr]?|viele[n]?|beste[n]?|liebe[n]?|herzliche[n]?|schöne[n]?)(?: \p{L}+){0,2} gr(?:ü|ue)(?:ß|ss)e?n?|(?:mfg|lg|vg|gruß|gruss|grüße|hochachtungsvoll|best regards|kind regards|regards|yours sincerely)\b)`)
	postscript = regexp.MustCompile(`(?i)^P\.? ?P?\.?S\.?:? `)
	item       = regexp.MustCompile(`^(?:[-–—•*·]|\d{1,2}[.)]|[a-z]\))\s`)
)

// sentences are those of the mail.
func (m mail) sentences() (all []string) {
	for _, p := range m.paragraphs {
		for _, span := range german.Sentences(p) {
			all = append(all, span.Of(p))
		}
	}
	return all
}
