package finding

import (
	_ "embed"
	"regexp"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/ingest/finding/facts"
	"auskunft/internal/civil"
	"auskunft/internal/german"
	"auskunft/internal/message"
)

// findStale reports documents that nobody has touched for longer than their kind allows,
// whose validity is over, that speak of a past day as of one to come, or that use words for
// things that are gone. One finding a document, with all that speaks for it.
func findStale(c *corpus) []Finding {
	var found []Finding
	for _, d := range c.documents {
		f := Finding{Kind: Stale, Severity: Info, Params: map[string]string{}}
		c.expired(&f, d)
		if !d.record() {
			c.old(&f, d)
			c.pastDays(&f, d)
			outdatedWords(&f, d)
		}
		if f.Reason == "" {
			continue
		}
		if len(f.Quotes) == 0 {
			f.Quotes = []Quote{d.name(Doubted)}
		}
		f.Visibility = d.Visibility
		f.identify()
		found = append(found, f)
	}
	return found
}

// because adds a reason; the first one, which weighs most, names the finding's text.
func (f *Finding) because(reason string, severity Severity, quotes ...Quote) {
	if f.Reason == "" {
		f.Reason, f.Severity = reason, severity
	} else {
		f.Params["also"] = strings.TrimPrefix(f.Params["also"]+","+reason, ",")
	}
	f.Quotes = append(f.Quotes, quotes...)
}

func (c *corpus) expired(f *Finding, d *document) {
	if !d.ValidUntil.IsZero() && d.ValidUntil.Before(c.now) {
		f.Params["until"] = civil.Date(d.ValidUntil)
		f.because("expired", Urgent)
	}
}

func (c *corpus) old(f *Finding, d *document) {
	touched, limit := d.lastTouched(), c.limits.MaxAgeDays[d.Kind]
	if touched.IsZero() || limit == 0 || c.now.Sub(touched) < time.Duration(limit)*24*time.Hour {
		return
	}
	f.Params["changed"] = civil.Date(touched)
	f.Params["years"] = strconv.Itoa(int(c.now.Sub(touched).Hours() / 24 / 365))
	f.because("age", Warning)
}

var (
	// A sentence in the past tense tells what was.
	pastTense = regexp.MustCompile(`(?i)\b(?:war|waren|wurden?|hatten?|konnten?|mussten?|galt|galten|lief|liefen|fand|fanden|gab|durften?|sollten?|erhielt(?:en)?|endeten?|begann(?:en)?|trat(?:en)?|ist [^.]{0,40}(?:abgelaufen|beendet)|sind [^.]{0,40}(?:abgelaufen|beendet))\b`)
	// What happened until a day may still matter: permits issued, people born.
	happened = regexp.MustCompile(`(?i)\b(?:geboren\w*|ausgestellt\w*|erteilt\w*|eingereist\w*|zugelassen\w*|errichtet\w*|erbaut\w*|gebaut\w*|begonnen\w*|abgeschlossen\w*|eingegangen\w*|entstanden\w*|erworben\w*|gestellt\w*|beantragt\w*|geschlossen\w*|eingetreten\w*|aufgehalten|gewesen|bestanden\w*|Bescheid\w*|Jahrgang|Stichtag|Fassung|BGBl|Gesetz vom|früher\w*|bisherig\w*|alte[nrs]?)\b`)
	// What is said to come, or to hold from a day on.
	coming = regexp.MustCompile(`(?i)\b(?:wird|werden|künftig|zukünftig|neu|neue[nrs]?|tritt|treten|ändert|ändern|gelten|gilt|steigt|steigen|beginnt|startet|soll|sollen)\b`)
	// What can be done or holds until a day.
	lasting = regexp.MustCompile(`(?i)\b(?:können|kann|müssen|muss|gilt|gelten|gültig|läuft|laufen|möglich|anmelden|anmeldung|melden|bewerb\w*|beantragen|antrag\w*|frist\w*|verlängert|befristet|gesperrt|geöffnet|bleibt|bleiben|besteht|bestehen|haben sie|ist|sind|erhalten|dürfen|bitte|findet|finden)\b`)
)

// settled is how long a change that a text announces may be over before the announcement is
// reported: readers look up for a while what has become new.
const settled = 365 * 24 * time.Hour

// pastDays finds a day of the past that the text speaks of as of one to come.
func (c *corpus) pastDays(f *Finding, d *document) {
	if !d.german() {
		return
	}
	for _, fact := range d.facts {
		if fact.Kind != facts.Day || fact.Unit == "" || fact.Limit == facts.Exactly {
			continue
		}
		sentence, date := fact.Sentence.Of(d.Text), fact.Date()
		if len(sentence) > 400 || pastTense.MatchString(sentence) || happened.MatchString(sentence) || date.Year() < 2000 {
			continue
		}
		over := c.now.Sub(date)
		until := fact.Limit == facts.Until && over > 24*time.Hour && lasting.MatchString(sentence) && !notUntil.MatchString(d.Text[max(0, fact.Start-12):fact.Start])
		from := fact.Limit == facts.From && over > settled && coming.MatchString(sentence) && !ofThings.MatchString(d.Text[fact.Sentence.Start:fact.Start])
		if until || from {
			f.Params["day"] = civil.Date(date)
			reason := "past_until"
			if from {
				reason = "past_from"
			}
			f.because(reason, Warning, d.quote(Doubted, fact.Sentence.Start, fact.Sentence.End))
			return
		}
	}
}

// notUntil are limits that are no end: before a day.
var notUntil = regexp.MustCompile(`(?i)\b(?:vor|nach|unter)\s+(?:dem\s+)?$`)

// ofThings is a noun before the limit: "Geburten ab 1. April 2025" says which, not when.
var ofThings = regexp.MustCompile(`\p{Lu}\pL+\s+(?:ab|seit)\s+(?:dem\s+)?$`)

//go:embed outdated.yaml
var outdatedFile []byte

// outdated is a word for something that is gone.
type outdated struct {
	Word    string `yaml:"word"`    // as editors know it
	Pattern string `yaml:"pattern"` // how texts write it
	Sign    string `yaml:"sign"`    // part of every such spelling, which spares most texts the pattern
	Since   string `yaml:"since"`
	Now     string `yaml:"now"` // what there is instead
	matches *regexp.Regexp
}

var outdatedList = func() []outdated {
	list := message.Load[[]outdated]("outdated.yaml", outdatedFile)
	for i := range list {
		list[i].matches = regexp.MustCompile(list[i].Pattern)
	}
	return list
}()

// knownGone are the words of sentences that know that the thing is gone.
var knownGone = regexp.MustCompile(`(?i)\b(?:früher\w*|ehemals?\w*|vormals|bisher\w*|nicht mehr|kein\w* .{0,30}mehr|abgeschafft|abgelöst|ersetzt|eingestellt|weggefallen|entfällt|entfallen|umbenannt|heißt jetzt|heute|statt|anstelle|seit|war|wurden?|wegfall|alte[rnms]?|abgelaufen\w*|vorhandene\w*|aufgehoben|rückwirkend|vergangenheit|bis (?:zum )?(?:\d{1,2}\. ?\w+ )?(?:Ende )?20\d\d)\b`)

func outdatedWords(f *Finding, d *document) {
	if !d.german() {
		return
	}
	for _, w := range outdatedList {
		if !strings.Contains(d.Text, w.Sign) {
			continue
		}
		at := w.matches.FindStringIndex(d.Text)
		if at == nil {
			continue
		}
		if knownGone.MatchString(around(d.Text, at[0])) || beside(d.Text, at) {
			continue
		}
		f.Params["word"], f.Params["since"], f.Params["now"] = w.Word, w.Since, w.Now
		s := sentenceAt(d.Text, at[0])
		f.because("word", Warning, d.quote(Doubted, s.Start, s.End))
		return
	}
}

// beside reports a word that stands in brackets behind the right one, or in a list of words
// to search for.
func beside(text string, at []int) bool {
	before := text[max(0, at[0]-200):at[0]]
	before = before[strings.LastIndexByte(before, '\n')+1:]
	return strings.LastIndexByte(before, '(') > strings.LastIndexByte(before, ')') || strings.Contains(before, "Suchbegriffe")
}

// sentenceAt is the sentence that byte i of text is in.
func sentenceAt(text string, i int) german.Span {
	from := max(0, i-2000)
	if nl := strings.LastIndexByte(text[from:i], '\n'); nl >= 0 {
		from += nl + 1
	}
	to := len(text)
	if nl := strings.IndexByte(text[i:], '\n'); nl >= 0 {
		to = i + nl
	}
	for _, s := range german.Sentences(text[from:to]) {
		if s.Start <= i-from && i-from < s.End {
			return german.Span{Start: from + s.Start, End: from + s.End}
		}
	}
	return german.Span{Start: i, End: i}
}

// around is the paragraph that byte i is in: a word is often explained in the next sentence.
func around(text string, i int) string {
	from, to := strings.LastIndex(text[:i], "\n\n")+1, strings.Index(text[i:], "\n\n")
	if to < 0 {
		return text[from:]
	}
	return text[from : i+to]
}

// Limits are the operator's: the setting "findings" of the table settings overrides what it
// names.
type Limits struct {
	// MaxAgeDays is after how many days without a change or a check a document of a kind is
	// stale; 0 is never. Two years is the time in which most fees and rules of a town change
	// once; editors promise to look at their articles once a year, with half a year's grace;
	// ordinances hold until they are changed, however old.
	MaxAgeDays map[auskunft.DocumentKind]int `json:"max_age_days"`
	// CheckLinks allows finders to ask other servers whether links still lead somewhere.
	CheckLinks bool `json:"check_links"`
}

// DefaultLimits hold where the operator says nothing.
func DefaultLimits() Limits {
	return Limits{MaxAgeDays: map[auskunft.DocumentKind]int{
		auskunft.PageDocument: 730, auskunft.WikiDocument: 730, auskunft.OfficeDocument: 730,
		auskunft.ServiceDocument: 730, auskunft.ArticleDocument: 548,
	}}
}
