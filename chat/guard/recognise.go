package guard

import (
	"slices"
	"strings"

	"auskunft/internal/german"
	"auskunft/internal/regex"
)

// recogniser finds one kind of personal data. The data is the pattern's group "x".
// Patterns are RE2: they take time linear in the text, whatever somebody sends.
type recogniser struct {
	data    Data
	pattern *regex.Regexp
	// fit says how many bytes of a match are the data, 0 when none are; nil: all of them.
	fit func(value string) int
}

func (r recogniser) find(text string) []Finding {
	var found []Finding
	for _, at := range r.pattern.FindAllStringSubmatchIndex(text, -1) {
		group := r.pattern.SubexpIndex("x")
		start, end := at[2*group], at[2*group+1]
		if r.fit != nil {
			end = start + r.fit(text[start:end])
		}
		if start < end {
			found = append(found, Finding{r.data, start, end})
		}
	}
	return found
}

// Building blocks. \b is ASCII-only in RE2, so words are bounded by explicit classes.
const (
	before = `(?:^|[^\p{L}\p{N}])`
	after  = `(?:$|[^\p{L}\p{N}])`

	month = `(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jan|Feb|Mär|Apr|Jun|Jul|Aug|Sep|Sept|Okt|Nov|Dez)\.?`
	date  = `(?:\d{1,2}[./]\s?\d{1,2}[./]\s?(?:\d{4}|\d{2})|\d{1,2}\.\s?(?i:` + month + `)\s\d{2,4}|\d{4}-\d{2}-\d{2})`

	// is may stand between a cue and what it announces.
	is = `(?i:\s*(?:ist|sind|lautet|wäre|war|mit der|nummer|nr\.?|no\.?|:|,)?){0,3}\s*`

	particle = `(?:(?:von der|van der|von den|von|van|de|zu|zum|al|el|da|dos) )?`
	word     = `\p{Lu}[\p{Ll}\p{Lu}'’.-]*\p{Ll}(?:-\p{Lu}\p{Ll}+)*`
	title    = `(?:(?:Dr|Prof)\. (?:med\. |jur\. |phil\. )?)*`
	fullName = title + `(?:\p{Lu}\. ?)*` + particle + word + `(?: ` + particle + word + `){0,3}`
	twoNames = title + `(?:\p{Lu}\. ?|` + word + ` )(?:` + word + ` )?` + particle + word
)

// recognisers in the order of their certainty: check digits first, bare cues last.
var recognisers = []recogniser{
	{IBAN, re(before + `(?P<x>(?i:[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){11,30}))`), ibanLength},
	{Email, re(`(?P<x>[\p{L}\p{N}][\p{L}\p{N}._%+-]*\s?(?:@|\(at\)|\[at\]|\(a\))\s?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,})`), nil},

	{TaxID, re(before + `(?P<x>\d{2} ?\d{3} ?\d{3} ?\d{3})` + after), when(isTaxID)},
	{TaxID, re(`(?i:steuer(?:liche |-)?(?:id|identifikations|ident|idnr|nummer|nr)[\p{L}-]*\.?)` + is + `(?P<x>\d[\d /]{8,14}\d)`), nil},

	{BirthDate, re(`(?i:geboren(?: wurde ich| am)?|\bborn on|date of birth|geb\.?|geburtsdatum|geburtstag|\*)(?i:[ :,]|ist|lautet|war|am|der|den|dem)*(?P<x>\*?` + date + `)`), nil},
	{BirthDate, re(`(?i:geboren (?:bin|ist|sind|wurden?|war)(?: \p{L}+){1,3}? (?:am )?)(?P<x>` + date + `)`), nil},
	{BirthDate, re(`(?P<x>\*` + date + `)`), nil},
	{BirthDate, re(`(?P<x>` + date + `)(?: (?i:in) [\p{L}-]+)? (?i:geboren|zur welt|auf die welt)`), nil},

	{FileNumber, re(`(?i:aktenzeichen|geschäftszeichen|kassenzeichen|buchungszeichen|vorgangs-?(?:nummer|nr)|kunden-?(?:nummer|nr)|debitoren-?(?:nummer|nr)|wohngeld-?(?:nummer|nr)|` +
		`(?:bescheid|rechnung|vorgang|antrag)s?[ -]?(?:nr|nummer)|gz\.|(?:mein|unser|ihr) zeichen|` + before + `az)` + `\.?` + is + `(?P<x>` + reference + `)`), nil},
	{FileNumber, re(before + `(?P<x>\d{1,3} [A-Z][A-Za-z]{0,2} \d{1,5}/\d{2})` + after), nil},

	{IDNumber, re(`(?i:ausweis|pass|perso|führerschein|aufenthaltstitel|seriennummer|versicherten|identität)(?:[^\d.!?]|(?i:nr\.)){0,40}?` + before + `(?P<x>(?i:[a-z][a-z0-9]{7,10}))` + after), when(hasThreeDigits)},
	{IDNumber, re(before + `(?P<x>[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8})` + after), when(hasThreeDigits)},
	{IDNumber, re(before + `(?P<x>\d{2} ?\d{6} ?[A-Z] ?\d{3})` + after), nil}, // pension insurance: area, birth date, letter, serial

	{Plate, re(before + `(?P<x>\p{Lu}{1,3}-\p{Lu}{1,2}[ -]?\d{1,4}[EH]?)` + after), nil},
	{Plate, re(`(?i:kennz|nummernschild|wagen|auto|pkw|fahrzeug)(?:[^\d.!?]|\.:){0,25}?` + before + `(?P<x>(?i:\p{L}{1,3}[ -]\p{L}{1,2}[ -]?\d{1,4}[eh]?))` + after), nil},

	{Phone, re(`(?:^|[^\p{L}\p{N}.,:/-]|\p{L}[.:/-])(?P<x>(?:\+|\(?0)[\d ()/.-]{4,22}\d)` + after), when(isPhone)},

	{Address, re(before + `(?P<x>(?:An der|An den|An dem|Am|Zum|Zur|Im|In der|In den|Auf dem|Auf der|Hinter dem|Hinter der|Vor dem|Bei der|Unter den) (?:\p{Lu}[\p{L}-]+ ){0,2}\p{Lu}[\p{L}-]+` + houseNumber + `)` + after), when(isPlace)},
	{Address, re(before + `(?P<x>(?i:` + streetWord + `)` + houseNumber + `)` + after), nil},
	{Address, re(before + `(?P<x>\p{Lu}[\p{L}-]+ (?i:straße|strasse|str\.|weg|allee|markt|platz|ring|gasse|damm|deich|ufer|wall|hof|kamp)` + houseNumber + `)` + after), nil},
	{Address, re(`(?i:wohne|wohnt|wohnen|wohnhaft|anschrift|adresse|zuhause)[^\d.!?]{0,20}?[ :](?P<x>\p{Lu}[\p{L}-]+` + houseNumber + `)` + after), when(isPlace)},
	{Address, re(`(?i:wohne|wohnt|lebt|lebe|bei mir|haus|grundstück|wohnung) (?i:im|am|in der) (?P<x>\p{Lu}[\p{L}-]+` + houseNumber + `)` + after), when(isPlace)},

	{Name, re(before + `(?i:ich hei(?:ß|ss)e|mein name(?: ist| lautet|:)?|my name is|i am called)\s(?P<x>` + fullName + `)`), when(isName)},
	{Name, re(before + `(?i:ich hei(?:ß|ss)e|mein name ist|my name is)\s(?P<x>\p{Ll}+(?: \p{Ll}+)?)` + `(?:$|[.,!])`), nil},
	{Name, re(before + `(?i:mein|meine|unser|unsere) [\p{L}-]+ (?i:heißt|heisst)\s(?P<x>` + fullName + `)`), when(isName)},
	{Name, re(before + `(?i:name|vorname|nachname|familienname|geburtsname|unterzeichner(?:in)?|antragsteller(?:in)?|kontoinhaber(?:in)?)(?::| ist| lautet)?\s(?P<x>` + fullName + `)`), when(isName)},
	{Name, re(before + `(?:Herrn?|Frau|Familie|Eheleute|Fräulein) (?P<x>` + fullName + `)`), when(isName)},
	{Name, re(before + `(?P<x>(?:Dr|Prof)\. ` + fullName + `)`), when(isName)},
	{Name, re(before + `(?i:ich bin(?: der| die)?|hier ist|hier spricht|hier schreibt(?: ihnen)?|ich,|damen und herren,) (?i:ich, )?(?P<x>` + twoNames + `)`), when(isName)},
	{Name, re(before + `(?i:mein|meine|meinen|meiner|meinem|unser|unsere) (?i:` + relative + `),? (?P<x>` + twoNames + `)`), when(isName)},
	{Name, re(before + `(?i:mutter|vater|eltern|sohn|tochter|betreuer|betreuerin|witwe|witwer) (?i:von) (?P<x>` + fullName + `)`), when(isName)},
	{Name, re(before + `(?i:an|von|für|zu händen|z\. ?hd\.|kontakt|rückfragen an|inhaber(?:in)?) (?P<x>` + twoNames + `)(?:,| unter| wohnhaft| und ich)`), when(isName)},
	{Name, re(`(?i:geboren wurde ich als|ich wurde als|geborene|geborener) (?P<x>` + fullName + `)`), when(isName)},
	// Who signs at the end may have one name; one behind whom more follows has two, or every
	// sentence behind a greeting would begin with a name.
	{Name, re(before + farewell + `(?P<x>` + fullName + `)[.!]?$`), when(isSigner)},
	{Name, re(before + `(?i:gruß|gruss|grüße|mfg|lg|vg)` + signer + `(?P<x>` + fullName + `)[.!]?$`), when(isSigner)},
	{Name, re(before + farewell + `(?P<x>` + twoNames + `)`), when(isSigner)},
	{Name, re(`(?:^|[,.!] )(?P<x>` + fullName + `)(?: mein Name| hier[.,!]| hier$)`), when(isName)},
}

const (
	reference   = `(?:[\p{L}]{1,5}[ /.-]?)?[\d][\d\p{L}./_-]*(?: [A-Z]{1,3} \d{1,5}/\d{2,4}|(?:[ ]?[./-][\d\p{L}./-]+))?|[IVX]{1,4}/[\d\p{L}./-]+\d|[\d.]+-[\p{L}]{2}-\d+`
	houseNumber = `\s\d{1,3}(?:\s?-\s?\d{1,3})?(?:\s?[a-h])?`
	// streetWord is a compound that ends like a street's name.
	streetWord = `[\p{L}.-]{2,}(?:stra(?:ß|ss)e|str\.?|weg|allee|gasse|chaussee|ring|damm|deich|ufer|kamp|platz|markt|pfad|stieg|wall|garten|hof|siedlung|brücke|berg|busch|feld|moor|winkel|höhe|kai|graben|blick|grund|eck)`
	farewell   = `(?i:freundliche[nmr]?|herzliche[nmr]?|viele[n]?|liebe[nmr]?|beste[nmr]?|schöne[nmr]?) (?i:gr(?:ü|u|ue)(?:ß|ss)e?n?)(?: (?i:aus) \p{Lu}[\p{L}-]+)?` + signer
	// signer may stand between a greeting and a name.
	signer   = `\s*[,–-]?\s+(?:(?i:i\. ?a\.|i\. ?v\.|ihre?|eure?|familie|fam\.) )?`
	relative = `mann|frau|mutter|vater|sohn|tochter|kind|bruder|schwester|freund|freundin|partner|partnerin|nachbar|nachbarin|vermieter|vermieterin|oma|opa|onkel|tante|hausarzt|hausärztin|ehemann|ehefrau|enkel|enkelin|chef|chefin|betreuer|betreuerin`
)

// when fits all of a value that passes a test.
func when(test func(value string) bool) func(string) int {
	return func(value string) int {
		if test(value) {
			return len(value)
		}
		return 0
	}
}

func re(pattern string) *regex.Regexp { return regex.MustCompile(pattern) }

// ibanLengths are the lengths of the IBANs of the countries people here bank in.
var ibanLengths = map[string]int{
	"DE": 22, "AT": 20, "CH": 21, "LI": 21, "NL": 18, "BE": 16, "LU": 20, "FR": 27, "ES": 24, "IT": 27, "PT": 25, "PL": 28,
	"CZ": 24, "SK": 24, "DK": 18, "SE": 24, "NO": 15, "FI": 18, "EE": 20, "LV": 21, "LT": 20, "GB": 22, "IE": 22, "RO": 24,
	"BG": 22, "HU": 28, "HR": 21, "SI": 19, "GR": 27, "TR": 26, "UA": 29, "MT": 31, "CY": 28,
}

// ibanLength is how many bytes at the start of value are an IBAN: the country's length,
// and the whole number, first four characters last, is 1 modulo 97 (ISO 13616). A German
// one is twenty digits that nothing else looks like, so it counts even when mistyped.
func ibanLength(value string) int {
	want := ibanLengths[strings.ToUpper(value[:2])]
	var compact []byte
	for i := range len(value) {
		if c := value[i]; c != ' ' && c != '-' {
			compact = append(compact, strings.ToUpper(string(c))[0])
		}
		if len(compact) == want && want > 0 {
			digits := len(onlyDigits(string(compact[2:])))
			if mod97(slices.Concat(compact[4:], compact[:4])) == 1 || (compact[0] == 'D' && digits == 20) {
				return i + 1
			}
			return 0
		}
	}
	return 0
}

func mod97(characters []byte) int {
	rest := 0
	for _, c := range characters {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest
}

// isTaxID checks a tax identification number: eleven digits, no leading zero, last one
// the check digit of ISO 7064, MOD 11,10.
func isTaxID(value string) bool {
	digits := onlyDigits(value)
	if len(digits) != 11 || digits[0] == '0' {
		return false
	}
	product := 10
	for _, d := range digits[:10] {
		sum := (int(d-'0') + product) % 10
		if sum == 0 {
			sum = 10
		}
		product = sum * 2 % 11
	}
	return (11-product)%10 == int(digits[10]-'0')
}

func hasThreeDigits(value string) bool { return len(onlyDigits(value)) >= 3 }

// isPhone tells a phone number from a date, a time and a sum.
func isPhone(value string) bool {
	n := len(onlyDigits(value))
	return n >= 7 && n <= 15 && !dateShape.MatchString(value)
}

var dateShape = re(`^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$`)

// isPlace refuses the words that a number often follows without being a house.
func isPlace(value string) bool {
	for _, w := range strings.Fields(strings.ToLower(value)) {
		if notPlaces[w] {
			return false
		}
	}
	return true
}

// isName refuses capitalised words that follow a name's cue without being a name.
func isName(value string) bool {
	for _, w := range strings.Fields(strings.ToLower(value)) {
		if notNames[strings.Trim(w, ".,")] {
			return false
		}
	}
	return true
}

// isSigner tells somebody who signs from an office that does.
func isSigner(value string) bool {
	return isName(value) && !slices.ContainsFunc(strings.Fields(strings.ToLower(value)), func(w string) bool { return office.MatchString(w) })
}

// office is a word that begins or ends the name of an institution. Surnames end in "haus", so it
// is not among them.
var office = re(`^(?:ihr|ihre|die|der|das|stadt|gemeinde|landkreis|kreis|team|jobcenter|kita|verein)$|(?:amt|büro|verwaltung|center|zentrum|schule|kasse|kreis|stelle|werke|verein|dienst|bücherei|redaktion|gmbh)$`)

var notPlaces = lookup(`jahr jahre zimmer raum monat paragraph artikel absatz nummer montag dienstag mittwoch donnerstag
	freitag samstag sonntag alter bus linie formular gebäude klasse abschnitt stock etage haus bebauungsplan satz punkt
	januar februar märz april mai juni juli august september oktober november dezember tag woche kapitel schritt feld`)

var notNames = lookup(`bürgermeisterin bürgermeister oberbürgermeisterin oberbürgermeister oder und auf im in der die das
	stadt rathaus bürgerbüro amt sozialamt standesamt jugendamt ordnungsamt mitarbeiter mitarbeiterin straße grüße
	deutsch englisch arbeit elternzeit student studentin rentner rentnerin mutter vater deutscher deutsche sehr sie ihnen mitglied vermieter mieter`)

var lookup = german.Set
