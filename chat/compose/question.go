package compose

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"auskunft"
)

// An intent is a kind of answer that a question asks for: what its lines look like, and
// which fields of a service or office hold it.
type intent struct {
	name   string
	asked  *regexp.Regexp
	shows  []pattern
	proof  []pattern // one of these makes a line an answer and not only about the matter
	fields []auskunft.Field
}

// asks joins what a question says in German and in the other languages of the desk.
func asks(german, others string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)` + german + `|` + others)
}

// intents are in the order of how surely their words ask for them. A question has any
// number of them.
var intents = []intent{
	{"fee", asks(`\bkost(et|en|enlos|enpflichtig)\b|gebühr|prei[sß]|wie teuer|(was|wie ?viel)\b.*(\bzahl(en|t|e)?\b|bezahl)|umsonst|eintritt|^\W*(\S+ )?\S*steuern?( (zahlen|höhe|betrag|satz|kosten|\S*hund\S*))?\W*$|wie hoch .*(steuer|beitrag|miete|entgelt|pfand|strafe|bußgeld)`,
		`how much|\bcosts?\b|\bfees?\b|\bprice|\bpay\b|charge|ne kadar\b.*(ücret|öde|vergi|tutar)|(ücret|vergi|fiyat).*(ne kadar|nedir)|kaç (para|euro|lira)|скільки кошту|вартіст|ціна|плат|сколько сто|стоимост|цена|combien|coûte|tarif|prix|ile kosztuje|opłat|cena|كم (تكلفة|يكلف|سعر)|رسوم|تكلفة`),
		[]pattern{money, free}, []pattern{amount, free}, []auskunft.Field{auskunft.FieldFees}},
	{"documents", asks(`unterlagen|dokumente|nachweise?\b|mitbring|mit ?bringen|papiere|vorlegen|(was|welche\w*)\b.*\b(brauch|benötig)|(brauche?|benötige?n?) (ich|man|wir) (alles|dafür|dazu)`,
		`documents?\b|papers|(need|have) to bring|what do i need|belge|evrak|документ|documents|pièces|dokument|مستندات|وثائق|أوراق`),
		[]pattern{paper, condition}, []pattern{paper}, []auskunft.Field{auskunft.FieldDocuments, auskunft.FieldForms, auskunft.FieldRequirements}},
	{"due", regexp.MustCompile(`(?i)fällig|zahlungstermin|abgebucht|\bwann\b.*(zahl|überw[ei]+s)`),
		[]pattern{due, day}, []pattern{due}, []auskunft.Field{auskunft.FieldDeadlines}},
	{"deadline", asks(`bis wann|\bfrist|spätestens|\bwann (muss|müssen|soll)|wie (lange|viel) (habe ich|haben wir|hat man)\b.*zeit|wie (schnell|bald|früh) muss|ab wann|frühestens|rechtzeitig`,
		`deadline|by when|until when|ne zamana kadar|до коли|строк|срок|до какого|jusqu.à quand|délai|do kiedy|موعد|متى آخر`),
		[]pattern{duration, clock}, []pattern{duration, clock, day}, []auskunft.Field{auskunft.FieldDeadlines}},
	{"duration", asks(`dauer|bearbeitungszeit|\bfertig\b|wie lange? (braucht|muss ich warten|wart)|wie schnell`,
		`how long|ne kadar sür|kaç gün|як довго|скільки (часу|триває)|как долго|сколько (времени|длится)|combien de temps|jak długo|كم (من الوقت|يستغرق)|مدة`),
		[]pattern{duration, clock}, []pattern{duration, clock, day}, []auskunft.Field{auskunft.FieldDuration, auskunft.FieldDeadlines}},
	{"span", regexp.MustCompile(`(?i)wie lang|wie viele[nr]? (tag|woche|monat|jahr)|zeitraum|wie oft|gültig`), // of what is, not of how long an office takes
		[]pattern{duration, clock}, []pattern{duration, clock, day}, nil},
	{"hours", asks(`öffnungszeit|sprechzeit|uhrzeit|geöffnet|offen\b|\bauf\?$|wochentag|\bwann\b|termin`,
		`opening hours|when .* open|are you open|\bopen\b|açılış|açık|saat kaç|години роботи|відкрит|час(ы|ов) работы|открыт|heures d.ouverture|ouvert|godziny|otwart|ساعات|مفتوح`),
		[]pattern{clock, day}, []pattern{clock, day}, []auskunft.Field{auskunft.FieldHours}},
	{"responsible", regexp.MustCompile(`(?i)zuständig|ansprechpartner|anlaufstelle|an wen|welche[smrn]? (amt|stelle|behörde|abteilung|büro)`),
		[]pattern{place, address}, []pattern{place, address}, []auskunft.Field{auskunft.FieldResponsible, auskunft.FieldAddress}},
	{"contact", asks(`kontakt|telefon|erreich|\bnummer\b|rufnummer|anrufen|rufe?\b.*\ban\b|e-?mail|wenden`,
		`phone|contact|e-?mail|call\b|telefon|iletişim|телефон|контакт|téléphone|kontakt|هاتف|اتصال`),
		[]pattern{phoneNumber, mail, address, place}, []pattern{phoneNumber, mail, address}, []auskunft.Field{auskunft.FieldContact, auskunft.FieldResponsible, auskunft.FieldAddress}},
	{"place", asks(`\b(wo|wohin|woher)\b|an wen|an welche|bei wem|adresse`,
		`\bwhere\b|nerede|nereye|(^|\s)де\s|куди|(^|\s)где\s|куда|où\s|gdzie|أين`),
		[]pattern{address, place, link}, []pattern{address, place}, []auskunft.Field{auskunft.FieldResponsible, auskunft.FieldAddress, auskunft.FieldContact}},
	{"form", regexp.MustCompile(`(?i)formular|vordruck`),
		[]pattern{link, paper}, []pattern{link, paper}, []auskunft.Field{auskunft.FieldForms, auskunft.FieldOnline}},
	{"online", asks(`webs[ei]it?e|online|internet|\blink|homepage|portal`,
		`website|\bonline\b|internet|онлайн|en ligne|عبر الإنترنت`),
		[]pattern{link}, []pattern{link}, []auskunft.Field{auskunft.FieldOnline, auskunft.FieldForms}},
	{"number", regexp.MustCompile(`(?i)wie ?viele?\b|prozent|anzahl|wie (hoch|groß|weit)`),
		[]pattern{digit}, []pattern{digit}, nil},
	{"age", regexp.MustCompile(`(?i)\balter\b|wie alt|ab wann|altersgruppe`),
		[]pattern{age, digit}, []pattern{age}, []auskunft.Field{auskunft.FieldRequirements}},
	{"language", regexp.MustCompile(`(?i)sprachen?\b`),
		[]pattern{language}, []pattern{language}, nil},
	{"requirements", asks(`voraussetzung|bedingung|anspruch|\bwer (kann|darf|hat|bekommt)|berechtig|erfüll|anforderung`,
		`requirement|eligib|who can|who gets|şart|koşul|kim.*(alabilir|yapabilir)|умов|хто може|услови|кто может|conditions|qui peut|warunki|kto może|شروط|من يحق`),
		[]pattern{condition, person}, nil, []auskunft.Field{auskunft.FieldRequirements}},
	{"duty", regexp.MustCompile(`(?i)\bmuss\b`),
		[]pattern{condition, person}, nil, nil},
	{"who", regexp.MustCompile(`(?i)\b(wer|wem|wen)\b|zielgruppe|richtet`),
		[]pattern{person, condition}, nil, nil},
	{"definition", regexp.MustCompile(`(?i)^\W*was (ist|sind|bedeutet|versteht|heißt)\b|unterschied|definition|wofür steht`),
		[]pattern{definition}, nil, []auskunft.Field{auskunft.FieldSummary, auskunft.FieldDescription}},
	{"offer", regexp.MustCompile(`(?i)angebot|bietet|hilfe|unterstütz|leistung|beratung|aufgabe|kurse?\b|möglichkeit|dienst`),
		[]pattern{offer}, nil, nil},
	{"law", regexp.MustCompile(`(?i)rechtsgrundlage|gesetz|satzung|paragra|§|verordnung|geregelt`),
		[]pattern{digit}, nil, []auskunft.Field{auskunft.FieldLegalBasis}},
	{"appeal", regexp.MustCompile(`(?i)widerspruch|rechtsbehelf|klage|einspruch`),
		nil, nil, []auskunft.Field{auskunft.FieldAppeal}},
	{"procedure", asks(`^\W*wie (kann|beantrag|melde|stelle|funktioniert|läuft|bekomm|mache|geht|erfolgt)|ablauf|verfahren|schritte`,
		`^\W*how (do|can|to)|nasıl|як (мені|можна|подати|зареєстр)|как (мне|можно|подать)|comment|jak (mogę|złożyć|zarejestr)|كيف`),
		[]pattern{condition, link}, nil, []auskunft.Field{auskunft.FieldProcedure, auskunft.FieldOnline}},
}

// forms are beginnings and shapes of questions that go with shorter or longer answers.
var forms = []*regexp.Regexp{
	regexp.MustCompile(`(?i)^\W*was (ist|sind|bedeutet|versteht|macht|bietet)\b`),
	regexp.MustCompile(`(?i)^\W*was\b`),
	regexp.MustCompile(`(?i)^\W*welche[snrm]?\b`),
	regexp.MustCompile(`(?i)^\W*(wo|wohin|woher)\b`),
	regexp.MustCompile(`(?i)^\W*((an|für)? ?(wer|wen|wem))\b`),
	regexp.MustCompile(`(?i)^\W*(wann|wie lange|ab wann|bis wann|wie oft|wie ?viele?|wie hoch|wie alt|(in|ab) welchem)\b`),
	regexp.MustCompile(`(?i)^\W*wie\b`),
	regexp.MustCompile(`(?i)^\W*(gibt|kann|ist|sind|muss|darf|bieten?t?|kostet|haben|werden)\b`),
	regexp.MustCompile(`(?i)\bich\b|\bmein\w*\b`),
	regexp.MustCompile(`(?i)(angebote|voraussetzungen|unterlagen|möglichkeiten|leistungen|aufgaben|arten|kurse|dokumente|hilfen|themen|informationen|schritte|rechte|einrichtungen)\b`),
}

// question is what is asked, read once.
type question struct {
	text       string
	words      []Word
	idf        []float64 // of words
	intents    []intent
	shows      patternSet
	proof      patternSet
	quantities []quantity
	aside      []Word // of the story told with the question
	vocabulary Vocabulary
	wanted     []auskunft.Field // by the task, not by the question's words
}

func readQuestion(task Task, v Vocabulary) question {
	q := question{text: task.Question, vocabulary: v, quantities: quantitiesIn(cmp.Or(task.Told, task.Question)), wanted: task.Wanted}
	for _, w := range v.Asked(task.Question) {
		if !slices.ContainsFunc(q.words, func(have Word) bool { return have.Stem == w.Stem }) {
			q.words = append(q.words, withNumerals(w))
			q.idf = append(q.idf, v.IDF(w.Stem))
		}
	}
	for _, w := range v.Words(task.Told) {
		if !slices.ContainsFunc(q.words, func(have Word) bool { return have.Stem == w.Stem }) {
			q.aside = append(q.aside, w)
		}
	}
	for _, in := range intents {
		if !in.asked.MatchString(task.Question) {
			continue
		}
		q.intents = append(q.intents, in)
		q.shows |= setOf(in.shows)
		q.proof |= setOf(in.proof)
	}
	return q
}

// asksFor tells whether the question asks for a kind of answer, by the name of its intent.
func (q question) asksFor(name string) bool {
	return slices.ContainsFunc(q.intents, func(in intent) bool { return in.name == name })
}

// scaffold holds the words that say what is wanted of a matter and not what the matter
// is; they do not show that a passage is about it. Compared by stem.
var scaffold = stems(`
bieten angeboten anbieten finden erhalten bekommen bekomme kontaktieren erreichen passieren dienen gedacht umfassen beinhalten
stehen kommt stellen laufen gelten gilt bedeuten beachten tun machen gehen geht kommen brauchen brauche benötigen benötigt wissen
nutzen helfen richten beantragen beantrage melden anmelden zahlen bezahlen bezahlt zahle kosten kostet preis gebühr gebühren
hoch alter uhrzeit adresse telefonnummer nummer webseite website internetseite link zeit wann lange lang dauer dauern dauert
frist öffnungszeit öffnungszeiten geöffnet auf offen zuständig ansprechpartner wenden unterlagen dokumente
nachweise papiere mitbringen vorlegen voraussetzung voraussetzungen bedingungen anspruch möglichkeit möglichkeiten information
gültig gültigkeit fertig fällig früh frühestens spätestens rechtzeitig anrufen rufe erreichbar überweisen überwiesen
informationen frage verschiedene bestimmte wichtig genau normalerweise schnell oft viel viele neu neuer neue neuen alle alles
art arten thema themen person personen menschen leute jemand deutschland stadt landkreis gemeinde ort online formular antrag
`)

// stems are the stems of words as verification and as the search write them.
func stems(words string) map[string]bool {
	m := map[string]bool{}
	for w := range set(words) {
		m[stem(w)] = true
		m[stem(dotless.Replace(w))] = true
	}
	return m
}

var dotless = strings.NewReplacer("ä", "a", "ö", "o", "ü", "u", "ß", "ss")
