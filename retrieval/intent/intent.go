// Package intent knows what kind of answer a question asks for (a fee, a deadline, opening
// hours) and which kinds of information a text shows. The search ranks by it, and answers are
// composed by it.
package intent

import (
	"auskunft"
	"auskunft/internal/regex"
)

// Intent is a kind of answer that a question asks for: what its lines look like, and which
// fields of a service or office hold it.
type Intent struct {
	Name   string
	asked  *regex.Regexp
	Shows  Set
	Proof  Set // one of these makes a line an answer and not only about the matter
	Fields []auskunft.Field
}

// Prices are the patterns of a text that tells a price, also that there is none.
var Prices = setOf(amount, free)

// asks joins what a question says in German and in the other languages of the desk.
func asks(german, others string) *regex.Regexp {
	return regex.MustCompile(`(?i)` + german + `|` + others)
}

// intents are in the order of how surely their words ask for them. A question has any
// number of them.
var intents = []Intent{
	{"fee", asks(`\bkost(et|en|enlos|enpflichtig)\b|gebühr|prei[sß]|wie teuer|(was|wie ?viel)\b.*(\bzahl(en|t|e)?\b|bezahl)|umsonst|eintritt|^\W*(\S+ ){0,2}\S*steuern?( (zahlen|höhe|betrag|satz|kosten|\S*hund\S*))?\W*$|wie hoch .*(steuer|beitrag|miete|entgelt|pfand|strafe|bußgeld)`,
		`how much|\bcosts?\b|\bfees?\b|\bprice|\bpay\b|charge|ne kadar\b.*(ücret|öde|vergi|tutar)|(ücret|vergi|fiyat).*(ne kadar|nedir)|kaç (para|euro|lira)|скільки кошту|вартіст|ціна|плат|сколько сто|стоимост|цена|combien|coûte|tarif|prix|ile kosztuje|opłat|cena|كم (تكلفة|يكلف|سعر)|رسوم|تكلفة`),
		setOf(money, free), setOf(amount, free), []auskunft.Field{auskunft.FieldFees}},
	{"liable", regex.MustCompile(`(?i)(^|[.!?,;:]\s*)((muss|müssen|soll|sollen) [^.?!]*\b(be)?zahlen\b|zahl(t|e|en) (man|ich|wir)\b)`), // whether at all: seldom a field's matter
		setOf(money, free), setOf(amount, free), nil},
	{"documents", asks(`unterlagen|dokumente|nachweise?\b|mitbring|mit ?bringen|papiere|vorlegen|(was|welche\w*)\b.*\b(brauch|benötig|mit ?(?:zu)?nehm)|(brauche?|benötige?n?) (ich|man|wir) (alles|dafür|dazu)`,
		`documents?\b|papers|(need|have) to bring|what do i need|belge|evrak|документ|documents|pièces|dokument|مستندات|وثائق|أوراق`),
		setOf(paper, condition), setOf(paper), []auskunft.Field{auskunft.FieldDocuments, auskunft.FieldForms, auskunft.FieldRequirements}},
	{"due", regex.MustCompile(`(?i)fällig|zahlungstermin|abgebucht|\bwann\b.*(zahl|überw[ei]+s)`),
		setOf(due, day), setOf(due), []auskunft.Field{auskunft.FieldDeadlines}},
	{"deadline", asks(`bis wann|frist(en|ver\w*)?\b|spätestens|\bwann (muss|müssen|soll)|wie (lange|viel) (habe ich|haben wir|hat man)\b.*zeit|wie ?viel zeit (hab|hat|bleib)|wie lange? (vorher|davor|im voraus)|wie früh|wie (schnell|bald) m[uü]ss|ab wann|frühestens|rechtzeitig|\bwann (?:ist|sind|beginnt|beginnen|läuft|startet)(?: \p{L}+){0,2} \p{L}*(?:anmeldung(?:en)?|ab?meldung|meldeschluss|meldewoche|einschulung|abgabe)(?:\P{L}|$)`,
		`deadline|by when|until when|ne zamana kadar|до коли|строк|срок|до какого|jusqu.à quand|délai|do kiedy|موعد|متى آخر`),
		setOf(duration, clock), setOf(duration, clock, day), []auskunft.Field{auskunft.FieldDeadlines}},
	{"duration", asks(`dauer|bearbeitungszeit|\bfertig\b|wie lange? (braucht|muss ich warten|wart)|wie schnell`,
		`how long|ne kadar sür|kaç gün|як довго|скільки (часу|триває)|как долго|сколько (времени|длится)|combien de temps|jak długo|كم (من الوقت|يستغرق)|مدة`),
		setOf(duration, clock), setOf(duration, clock, day), []auskunft.Field{auskunft.FieldDuration, auskunft.FieldDeadlines}},
	{"span", regex.MustCompile(`(?i)wie lang|wie viele[nr]? (tag|woche|monat|jahr)|zeitraum|wie oft|gültig`), // of what is, not of how long an office takes
		setOf(duration, clock), setOf(duration, clock, day), nil},
	{"hours", asks(`(öffnungs|sprech|besuchs|betriebs|abgabe)zeit|uhrzeit|geöffnet|offen\b|\bauf\?$|wochentag|\bwann\b|termin`,
		`opening hours|when .* open|are you open|\bopen\b|açılış|açık|saat kaç|години роботи|відкрит|час(ы|ов) работы|открыт|heures d.ouverture|ouvert|godziny|otwart|ساعات|مفتوح`),
		setOf(clock, day), setOf(clock, day), []auskunft.Field{auskunft.FieldHours}},
	{"responsible", regex.MustCompile(`(?i)zuständig|ansprechpartner|anlaufstelle|an wen|welche[smrn]? (amt|stelle|behörde|abteilung|büro)`),
		setOf(place, address), setOf(place, address), []auskunft.Field{auskunft.FieldResponsible, auskunft.FieldAddress}},
	{"contact", asks(`kontakt|telefon|erreich|\bnummer\b|rufnummer|anrufen|rufe?\b.*\ban\b|e-?mail|wenden`,
		`phone|contact|e-?mail|call\b|telefon|iletişim|телефон|контакт|téléphone|kontakt|هاتف|اتصال`),
		setOf(phoneNumber, mail, address, place), setOf(phoneNumber, mail, address), []auskunft.Field{auskunft.FieldContact, auskunft.FieldResponsible, auskunft.FieldAddress}},
	{"place", asks(`\b(wo|wohin|woher)\b|an wen|an welche|bei wem|adresse`,
		`\bwhere\b|nerede|nereye|(^|\s)де\s|куди|(^|\s)где\s|куда|où\s|gdzie|أين`),
		setOf(address, place, link), setOf(address, place), []auskunft.Field{auskunft.FieldResponsible, auskunft.FieldAddress, auskunft.FieldContact}},
	{"form", regex.MustCompile(`(?i)formular|vordruck`),
		setOf(link, paper), setOf(link, paper), []auskunft.Field{auskunft.FieldForms, auskunft.FieldOnline}},
	{"online", asks(`webs[ei]it?e|online|internet|\blink|homepage|portal`,
		`website|\bonline\b|internet|онлайн|en ligne|عبر الإنترنت`),
		setOf(link), setOf(link), []auskunft.Field{auskunft.FieldOnline, auskunft.FieldForms}},
	{"number", regex.MustCompile(`(?i)wie ?viele?\b|prozent|anzahl|wie (hoch|groß|weit)`),
		setOf(digit), setOf(digit), nil},
	{"age", regex.MustCompile(`(?i)\balter\b|wie alt|ab wann|altersgruppe`),
		setOf(age, digit), setOf(age), []auskunft.Field{auskunft.FieldRequirements}},
	{"language", regex.MustCompile(`(?i)sprachen?\b`),
		setOf(language), setOf(language), nil},
	{"requirements", asks(`voraussetzung|bedingung|anspruch|\bwer (kann|darf|hat|bekommt)|berechtig|erfüll|anforderung`,
		`requirement|eligib|who can|who gets|şart|koşul|kim.*(alabilir|yapabilir)|умов|хто може|услови|кто может|conditions|qui peut|warunki|kto może|شروط|من يحق`),
		setOf(condition, person), 0, []auskunft.Field{auskunft.FieldRequirements}},
	{"duty", regex.MustCompile(`(?i)\bmuss\b`),
		setOf(condition, person), 0, nil},
	{"who", regex.MustCompile(`(?i)\b(wer|wem|wen)\b|zielgruppe|richtet`),
		setOf(person, condition), 0, nil},
	{"definition", regex.MustCompile(`(?i)^\W*was (ist|sind|bedeutet|versteht|heißt)\b|unterschied|definition|wofür steht`),
		setOf(definition), 0, []auskunft.Field{auskunft.FieldSummary, auskunft.FieldDescription}},
	{"offer", regex.MustCompile(`(?i)angebot|bietet|hilfe|unterstütz|leistung|beratung|aufgabe|kurse?\b|möglichkeit|dienst`),
		setOf(offer), 0, nil},
	{"law", regex.MustCompile(`(?i)rechtsgrundlage|gesetz|satzung|paragra|§|verordnung|geregelt`),
		setOf(digit), 0, []auskunft.Field{auskunft.FieldLegalBasis}},
	{"appeal", regex.MustCompile(`(?i)widerspruch|rechtsbehelf|klage|einspruch`),
		0, 0, []auskunft.Field{auskunft.FieldAppeal}},
	{"steps", regex.MustCompile(`(?i)\bwas (muss|müssen|soll|sollen|kann|können) (ich|wir|man)\b[^.?!]*\b(tun|machen|unternehmen)\b|\bwas (ist zu )?tun\b|wie gehe? (ich|wir|man)\b.*\bvor\b`),
		0, 0, []auskunft.Field{auskunft.FieldProcedure, auskunft.FieldSummary}},
	{"procedure", asks(`^\W*wie (kann|beantrag|melde|stelle|funktioniert|läuft|bekomm|mache|geht|erfolgt)|ablauf|verfahren|schritte`,
		`^\W*how (do|can|to)|nasıl|як (мені|можна|подати|зареєстр)|как (мне|можно|подать)|comment|jak (mogę|złożyć|zarejestr)|كيف`),
		setOf(condition, link), 0, []auskunft.Field{auskunft.FieldProcedure, auskunft.FieldDocuments, auskunft.FieldOnline}},
}

// Of returns the intents of a question.
func Of(question string) (found []Intent) {
	for _, in := range intents {
		if in.asked.MatchString(question) {
			found = append(found, in)
		}
	}
	return found
}

// Answers are the patterns of which a text that answers the question shows one; empty when
// nothing is known about what it looks like.
func Answers(question string) (s Set) {
	for _, in := range Of(question) {
		if in.Proof != 0 {
			s |= in.Proof
		} else {
			s |= in.Shows
		}
	}
	return s
}
