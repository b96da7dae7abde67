package lexical

import "strings"

// Stop words carry no subject. Question words are among them: what kind of answer is
// asked for is read by the composer of answers, not by the search.
const germanStops = `
der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines
und oder aber sondern denn doch als wie wenn falls ob dass daß weil da damit sowie sowohl bzw beziehungsweise
ich du er sie es wir ihr mich dich sich uns euch mir dir ihm ihn ihnen man jemand
mein meine meinen meinem meiner meines dein deine deinen deinem deiner deines
sein seine seinen seinem seiner seines ihre ihren ihrem ihrer ihres
unser unsere unseren unserem unserer unseres euer eure euren eurem eurer eures
dies diese dieser dieses diesen diesem jene jener jenes jenen jenem
jede jeder jedes jeden jedem alle aller alles allen allem solche solcher solches solchen
ist sind bin bist war waren wäre wären sei seien gewesen wird werden wurde wurden würde würden worden werde
hat habe haben hast hatte hatten hätte hätten gehabt
kann können könnte könnten konnte konnten kannst könnt muss muß müssen müsste müssten musste mussten musst
soll sollen sollte sollten sollst darf dürfen dürfte dürften durfte darfst will wollen wollte wollten willst
möchte möchten möchtest mag mögen lassen lässt
in im ins an am ans auf aufs aus bei beim mit nach von vom vor zu zum zur für über unter um durch gegen ohne
bis seit während wegen trotz zwischen hinter neben ab je pro per
nicht nichts nur noch schon so auch sehr mehr viel viele vielen etwas etwa hier dort dann nun jetzt wieder
immer bereits sogar dabei dazu daran darauf davon dafür dagegen daher darum deshalb deswegen hierzu hierfür
wer was wo wann warum wieso weshalb wohin woher wen wem wessen welche welcher welches welchen welchem
womit wofür worauf wozu woran wodurch wobei wieviel
bitte danke hallo guten tag ja nein eben also mal gern gerne zb usw etc ca`

const englishStops = `
the a an and or but if of to in on at by for from with without about into over under as than that this these those
is are was were be been being am do does did done has have had having can could may might must shall should will would
i you he she it we they me him her us them my your his its our their mine yours
who what where when why how which whom whose there here not no nor so too very just only also any some such
please hello thanks yes`

// stops are the folded stop words of a language; a text of any other language has none but
// its own frequencies. everyStop holds all of them.
var (
	stops     = map[string]map[string]bool{"de": folded(germanStops), "en": folded(englishStops)}
	everyStop = folded(germanStops + englishStops)
)

func folded(words string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		set[fold(w)] = true
	}
	return set
}
