package guard

import (
	"auskunft/internal/regex"
	"slices"
	"strings"
)

// Public is the city's own contact data, which masking leaves alone.
type Public struct {
	Phones       []string // trunk numbers: every extension of them stays
	EmailDomains []string
	Addresses    []string // "Rathausplatz 1"
}

// Data is a kind of personal data.
type Data string

// The kinds that are recognised.
const (
	Email      Data = "email"
	Phone      Data = "phone"
	IBAN       Data = "iban"
	TaxID      Data = "tax_id"
	IDNumber   Data = "id_number" // of a passport, identity card, licence or insurance
	Plate      Data = "plate"
	FileNumber Data = "file_number"
	Name       Data = "name"
	Address    Data = "address" // street with number
	BirthDate  Data = "birth_date"
)

// placeholders stand where the data stood, readable for people, composers and editors.
var placeholders = map[Data]string{
	Email: "[E-Mail]", Phone: "[Telefon]", IBAN: "[IBAN]", TaxID: "[Steuernummer]", IDNumber: "[Ausweisnummer]",
	Plate: "[Kennzeichen]", FileNumber: "[Aktenzeichen]", Name: "[Name]", Address: "[Adresse]", BirthDate: "[Geburtsdatum]",
}

// HasPlaceholder reports whether something was masked in a text.
func HasPlaceholder(masked string) bool {
	for _, p := range placeholders {
		if strings.Contains(masked, p) {
			return true
		}
	}
	return false
}

// ofBirth is a masked date of birth with the words that announce it, which name nothing that is asked for.
var ofBirth = regex.MustCompile(`(?i)[,(]?\s*(?:\b(?:geboren|geb\.?|born)\s+)?(?:\b(?:am|on|den)\s+)?\[geburtsdatum\](?:\s+(?:in\s+[\p{L}-]+\s+)?(?:geboren|zur welt|auf die welt)(?:\s+gekommen)?)?\)?`)

// RemovePlaceholders takes out what stands for masked data.
func RemovePlaceholders(masked string) string {
	masked = ofBirth.ReplaceAllString(masked, " ")
	for _, p := range placeholders {
		masked = strings.ReplaceAll(masked, p, "")
	}
	return strings.Join(strings.Fields(masked), " ")
}

// Finding is one piece of personal data at the bytes [Start, End) of a text.
type Finding struct {
	Data       Data
	Start, End int
}

// Masker takes personal data out of texts.
type Masker struct{ public Public }

// NewMasker makes a Masker that knows the city's own contact data.
func NewMasker(public Public) *Masker {
	known := Public{}
	for _, p := range public.Phones {
		if d := nationalNumber(p); d != "" {
			known.Phones = append(known.Phones, d)
		}
	}
	for _, d := range public.EmailDomains {
		known.EmailDomains = append(known.EmailDomains, strings.ToLower(d))
	}
	for _, a := range public.Addresses {
		known.Addresses = append(known.Addresses, strings.ToLower(a))
	}
	return &Masker{known}
}

// Mask returns a normalised text with every piece of personal data replaced by its kind
// in brackets.
func (m *Masker) Mask(text string) string {
	var b strings.Builder
	end := 0
	for _, f := range m.Find(text) {
		b.WriteString(text[end:f.Start])
		b.WriteString(placeholders[f.Data])
		end = f.End
	}
	b.WriteString(text[end:])
	return b.String()
}

// Find returns the personal data in a text, in order, without overlaps. Where two kinds
// claim the same characters the surer one wins.
func (m *Masker) Find(text string) []Finding {
	var found []Finding
	hasDigit := strings.ContainsAny(text, "0123456789")
	for _, r := range recognisers {
		if !hasDigit && r.data != Name && r.data != Email {
			continue // most questions have no number: two thirds of the work saved
		}
		for _, f := range r.find(text) {
			if !overlaps(found, f) && !m.isPublic(f.Data, text[f.Start:f.End]) {
				found = append(found, f)
			}
		}
	}
	slices.SortFunc(found, func(a, b Finding) int { return a.Start - b.Start })
	return found
}

func overlaps(found []Finding, f Finding) bool {
	return slices.ContainsFunc(found, func(have Finding) bool { return f.Start < have.End && have.Start < f.End })
}

// Ours reports whether a phone number or an e-mail address is one of the city's own.
func (m *Masker) Ours(contact string) bool {
	if strings.Contains(contact, "@") {
		return m.isPublic(Email, contact)
	}
	number := nationalNumber(contact)
	return slices.ContainsFunc(m.public.Phones, func(trunk string) bool { return strings.HasPrefix(number, trunk) })
}

// isPublic reports whether a value is the city's own, or a service number that belongs
// to no person.
func (m *Masker) isPublic(data Data, value string) bool {
	switch data {
	case Email:
		at := strings.LastIndexByte(value, '@')
		return at >= 0 && slices.Contains(m.public.EmailDomains, strings.ToLower(value[at+1:]))
	case Phone:
		number := nationalNumber(value)
		return slices.ContainsFunc(slices.Concat(m.public.Phones, serviceNumbers), func(trunk string) bool {
			return strings.HasPrefix(number, trunk)
		})
	case Address:
		return slices.Contains(m.public.Addresses, strings.ToLower(value))
	default:
		return false
	}
}

// serviceNumbers begin the numbers of hotlines.
var serviceNumbers = []string{"800", "180", "137", "900", "116"}

// nationalNumber is a German phone number without separators, country code and trunk zero.
func nationalNumber(phone string) string {
	digits := onlyDigits(phone)
	if strings.HasPrefix(strings.TrimSpace(phone), "+") {
		digits = "00" + digits
	}
	digits = strings.TrimPrefix(digits, "0049")
	return strings.TrimLeft(digits, "0")
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
