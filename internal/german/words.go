package german

import (
	"strings"
	"unicode"
)

// Words gives the words of a text as they are written: its runs of letters, without soft hyphens.
func Words(text string) []string {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != softHyphen })
	for i := range words {
		words[i] = strings.ReplaceAll(words[i], string(softHyphen), "")
	}
	return words
}

const softHyphen = '\u00ad'

// firmAbbreviations, in lower case, go on whatever follows, even a word that often starts
// sentences.
var firmAbbreviations = Set(`
	dr prof dipl hr frl vgl ca bzgl bzw ggf ggfs evtl gem inkl incl exkl zzgl abzgl einschl ausschl
	mind insb insbes bspw sog entspr spez zul gegr geb verh i.v
	d.h z.b u.u z.t m.w v.a b.a.w i.s.d i.v.m i.s.v z.hd z.zt`)

// looseAbbreviations may also be the last word of a sentence. Those in lower case match
// any case, the others only as they stand.
var looseAbbreviations = Set(`
	abs art nr nrn ziff ziffn buchst lit anl kap rn rdnr tz bd hs hrsg anm fn flst tel fax mob pos az
	usw etc usf str pl jh jhd std stdn min max sek mio mrd tsd lt zw verw verst ing
	abt allg amtl öff städt ev kath ehem urspr bes div versch resp gez jew monatl jährl tägl wöchentl
	stk stck ver bgm rd telef verz verf vertr zust erw ff
	Mo Di Mi Do Fr Sa So Jan Feb Febr Mär Apr Jun Jul Aug Sep Sept Okt Nov Dez
	gbl bgbl gvbl abl gvobl amtsbl mwst ust gmbh bj`)

// startsSentences are capitalised words that begin a sentence far more often than they
// follow an ordinal or an abbreviation inside one.
var startsSentences = Set(`
	Der Die Das Dem Den Des Ein Eine Einen Einem Einer Dies Diese Dieser Dieses Diesen Diesem
	Er Sie Es Wir Ihr Ihre Ihren Ihrem Ich Du Man Alle Jede Jeder Jedes Beide Viele Manche Einige
	Wenn Falls Sofern Soweit Sobald Solange Während Weil Da Damit Dabei Dafür Dazu Danach Davor Dadurch
	Hier Hierfür Hierzu Hierbei Dort Dann Deshalb Daher Darüber Darum Außerdem Zudem Zusätzlich Ferner Weiter
	In Im Bei Beim Mit Auf Für Nach Nachdem Von Vom Vor Zu Zum Zur Aus Ab An Am Um Über Unter Ohne Durch Gegen Bis Seit Laut
	Bitte Beachten Auch Aber Doch Jedoch Nur Nicht Kein Keine Noch Bereits Weitere Sind Ist Wird Werden Kann
	Wer Was Wo Wie Wann Warum Welche Welcher Welches Haben Hat Können Müssen Sollten Möchten Wollen Dürfen
	Folgende Folgendes Beispiel Achtung Hinweis Grundsätzlich Ansonsten Gleiches Entsprechendes Ebenso`)

var months = Set(`
	Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember
	Jan Feb Febr Mrz Mär Apr Jun Jul Aug Sep Sept Okt Nov Dez`)

func isMonth(word string) bool { return months[word] }

// Set is a list of words, white space between them, to look words up in.
func Set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
