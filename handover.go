package auskunft

import (
	"net/mail"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Handover is a request that a citizen hands over to people. It is the only thing that
// holds personal data: what the person wrote into its form, and nothing else.
type Handover struct {
	Topic, Summary string
	Phone, Email   string // how to be reached; at least one
	Name           string // as the person likes
	Conversation   string // 32 hex digits, "" for none; unlinked when the conversation is deleted
	Lang           string // of the form, and so of the answer
}

// The most characters of a Handover's parts.
const (
	MaxHandoverLine    = 200 // topic, phone, e-mail address and name
	MaxHandoverSummary = 4000
)

// phoneNumber is what people write for one: five digits at least, which a local number has.
var phoneNumber = regexp.MustCompile(`^[ +()/.-]*(\d[ +()/.-]*){5,}$`)

// Clean is the handover as it is stored: lines without line breaks, nothing that is no
// text, no room around. The error is Invalid, with the code of the part that is wrong:
// handover_topic, handover_summary, handover_reach or handover_name.
func (h Handover) Clean() (Handover, error) {
	for _, line := range []*string{&h.Topic, &h.Phone, &h.Email, &h.Name} {
		*line = strings.Join(strings.Fields(printable(*line, "")), " ")
	}
	h.Summary = strings.TrimSpace(printable(strings.ReplaceAll(h.Summary, "\r\n", "\n"), "\n\t"))
	for _, part := range []struct {
		code  string
		right bool
	}{
		{"handover_topic", h.Topic != "" && fits(h.Topic, MaxHandoverLine)},
		{"handover_summary", h.Summary != "" && fits(h.Summary, MaxHandoverSummary)},
		{"handover_reach", h.reachable()},
		{"handover_name", fits(h.Name, MaxHandoverLine)},
	} {
		if !part.right {
			return h, Errorf(Invalid, part.code, "a part of a handover is missing, wrong or too long")
		}
	}
	return h, nil
}

// reachable reports whether there is a way to the person and none that leads nowhere.
func (h Handover) reachable() bool {
	phone := h.Phone == "" || fits(h.Phone, MaxHandoverLine) && phoneNumber.MatchString(h.Phone)
	return phone && (h.Email == "" || fits(h.Email, MaxHandoverLine) && isEmail(h.Email)) && h.Phone+h.Email != ""
}

// isEmail reports whether s is an address and nothing beside it, at a host with a dot.
func isEmail(s string) bool {
	address, err := mail.ParseAddress(s)
	if err != nil || address.Address != s {
		return false
	}
	_, host, _ := strings.Cut(s, "@")
	return strings.Contains(strings.Trim(host, "."), ".")
}

func fits(s string, n int) bool { return utf8.RuneCountInString(s) <= n }

// printable puts a space in the place of every control character but those of keep.
func printable(s, keep string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !strings.ContainsRune(keep, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
