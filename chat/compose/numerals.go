package compose

import (
	"slices"
	"strconv"
	"strings"
)

// numerals are the ways to write the numbers one to twelve, by stem: "2. Hund" asks for what
// a table calls "den zweiten Hund".
var numerals = func() map[string][]string {
	names := strings.Fields("erste zwei,zweite drei,dritte vier,vierte fünf,fünfte sechs,sechste sieben,siebte acht,achte neun,neunte zehn,zehnte elf,elfte zwölf,zwölfte")
	all := map[string][]string{}
	for i, name := range names {
		same := []string{strconv.Itoa(i + 1)}
		for _, form := range strings.Split(name, ",") {
			same = append(same, stem(form), stem(dotless.Replace(form)))
		}
		slices.Sort(same)
		same = slices.Compact(same)
		for _, s := range same {
			all[s] = same
		}
	}
	return all
}()

// withNumerals adds the other ways to write a question's number.
func withNumerals(w Word) Word {
	for _, same := range numerals[w.Stem] {
		if same != w.Stem {
			w.Instead = append(slices.Clip(w.Instead), Other{same, 1})
		}
	}
	return w
}
