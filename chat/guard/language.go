package guard

import (
	"strings"
	"unicode"

	"github.com/abadojack/whatlanggo"
)

// minWordsForLanguage is where detection by letter groups begins to be right: over full
// questions it is (German .995, English .917), for two words it is wrong more often than not
// (.40). Below it, and before it, speak the script, the small words and the letters that one
// language has.
const minWordsForLanguage = 4

// detectable are the languages a question is expected in; leaving out the others keeps
// dialect and typing mistakes from becoming Afrikaans.
var detectable = whatlanggo.Options{Whitelist: map[whatlanggo.Lang]bool{
	whatlanggo.Deu: true, whatlanggo.Eng: true, whatlanggo.Tur: true, whatlanggo.Ukr: true,
	whatlanggo.Rus: true, whatlanggo.Arb: true, whatlanggo.Fra: true, whatlanggo.Pol: true,
}}

// Language detects the language of a normalised text as a BCP 47 primary language. It is
// "" when the text is too short or the detection is not sure.
func Language(text string) string {
	if lang := byScript(text); lang != "" {
		return lang
	}
	if lang := bySmallWords(text); lang != "" {
		return lang
	}
	if len(strings.Fields(text)) < minWordsForLanguage {
		return ""
	}
	info := whatlanggo.DetectWithOptions(text, detectable)
	if !info.IsReliable() {
		return ""
	}
	return info.Lang.Iso6391()
}

// byScript knows the languages that are not written in Latin letters, when most letters are
// theirs.
func byScript(text string) string {
	var latin, cyrillic, arabic int
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		case unicode.Is(unicode.Arabic, r):
			arabic++
		}
	}
	switch {
	case arabic > latin:
		return "ar"
	case cyrillic <= latin:
		return ""
	case strings.ContainsAny(strings.ToLower(text), "іїєґ"):
		return "uk"
	case strings.ContainsAny(strings.ToLower(text), "ыэёъ"):
		return "ru"
	}
	if lang := bySmallWords(text); lang != "" {
		return lang
	}
	slavic := whatlanggo.Options{Whitelist: map[whatlanggo.Lang]bool{whatlanggo.Ukr: true, whatlanggo.Rus: true}}
	return whatlanggo.DetectWithOptions(text, slavic).Lang.Iso6391()
}

// smallWords are frequent words that only one of the languages has.
var smallWords = map[string]map[string]bool{
	"de": lookup(`der die das den dem des ein eine einen einem einer ich du er sie wir ihr mein meine meinen nicht kein keine und oder aber
		wie wo wann wer wen was welche welcher welches ist sind hat habe haben kann muss darf brauche bekomme gibt für mit von zum zur beim
		auf aus nach auch noch wenn dass bei im vom kostet kosten heute morgen
		bis hier mir uns wir geöffnet offen termin uhr straße bitte wieviel darum deshalb schon nur mal
		ik wat dat mien un op dit köst bi`),
	"en": lookup(`the i my how what where when which who do does can need is are of to for and you have get please much cost a it not with there`),
	"fr": lookup(`le la les un une je mon ma mes comment où quand quel quelle quels quelles combien est sont pour et de du des avec puis puis-je
		peux faire veux dois au aux sur votre vous ne pas à`),
	"tr": lookup(`bir ve mi mı nasıl nerede nereye ne kadar için kaç nedir hangi var yok bu benim istiyorum gerekiyor olarak yapabilirim zaman lazım`),
	"uk": lookup(`де як коли скільки хто що чи можна треба потрібно мені я та для до яка який які це у`),
	"ru": lookup(`где как когда сколько кто что ли можно надо нужно мне я и для до какая какой какие это во`),
	"pl": lookup(`jak gdzie kiedy ile czy mogę muszę jest są nie się na dla moje mój moja i z do kosztuje jakie potrzebuję chcę można który w`),
}

// letters are those that only one of the languages has.
var letters = map[string]string{"de": "äß", "fr": "éèêàçœûî", "tr": "ğış", "pl": "łąęśżźćń"}

// bySmallWords counts small words, and letters as one word more. One language must lead by
// two, or alone have what tells.
func bySmallWords(text string) string {
	text = strings.ToLower(text)
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
	best, second, lang := 0, 0, ""
	for l, known := range smallWords {
		votes := 0
		for _, w := range words {
			if known[w] {
				votes++
			}
		}
		if strings.ContainsAny(text, letters[l]) {
			votes++
		}
		switch {
		case votes > best:
			best, second, lang = votes, best, l
		case votes > second:
			second = votes
		}
	}
	if best-second < 2 {
		return ""
	}
	return lang
}
