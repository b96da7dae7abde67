package guard

import (
	_ "embed" // the words
	"slices"
	"strings"
)

// A sign tells of danger by ideas that come together in one sentence, or in two that follow each
// other, in whatever order and language: somebody, who does not, wake up. What people say of danger
// is a small world, so the words of its ideas can be listed; how they put them together cannot.
type sign struct {
	kind Kind
	name string
	// all are ideas that must be there, "A|B" either of two; none are ideas that must not be
	// anywhere in the text.
	all, none string
}

// everyday are ideas of a matter for an office, in which words of danger are no danger.
const everyday = "OFFICE|ASKS"

var signs = []sign{
	{Emergency, "does not breathe", "BREATHES NOT", "OFFICE"},
	{Emergency, "does not wake up", "SOMEBODY RESPONDS NOT", "OFFICE|LETTER"},
	{Emergency, "does not open the eyes", "SOMEBODY EYES NOT OPENS", everyday + "|PAST"},
	{Emergency, "breathes oddly", "SOMEBODY BREATHES ODDLY", everyday + "|PAST"},
	{Emergency, "chokes", "SOMEBODY CHOKES", everyday + "|PAST"},
	{Emergency, "has collapsed", "SOMEBODY|NOW COLLAPSED", "OFFICE|PAST|TREE"},
	{Emergency, "lies there", "SOMEBODY LIES GROUND", everyday + "|PAST|TREE|RUBBISH"},
	{Emergency, "lies there", "SOMEBODY LIES CORPSE", everyday + "|PAST|RUBBISH"},
	{Emergency, "has fallen", "SOMEBODY FALLEN GETSUP NOT", everyday + "|PAST"},
	{Emergency, "face hangs", "FACE HANGS", everyday + "|PAST"},
	{Emergency, "heart", "CHEST HURTS", everyday + "|PAST"},
	{Emergency, "heart", "HEART NOW", everyday + "|PAST"},
	{Emergency, "turns blue", "SOMEBODY TURNSBLUE", everyday + "|PAST"},
	{Emergency, "turns blue", "BLUE LIPS", everyday + "|PAST"},
	{Emergency, "turns blue", "CHILD BLUE BREATHES", everyday + "|PAST"},
	{Emergency, "swells", "THROAT SWELLS", everyday + "|PAST"},
	{Emergency, "bleeds", "BLEEDS MUCH|SOMEBODY|NOW", "OFFICE|PAST|GIVEN"},
	{Emergency, "has swallowed", "POISON SWALLOWED", "OFFICE|PAST"},
	{Emergency, "cut", "CUT LIMB", everyday + "|PAST"},
	{Emergency, "in labour", "LABOUR SELF|NOW|SOMEBODY", everyday + "|PAST"},
	{Emergency, "weapon", "WEAPON ATTACKS", everyday + "|PAST"},
	{Emergency, "weapon", "WEAPON SOMEBODY|PEOPLE WITH", everyday + "|PAST|OWNS"},
	{Emergency, "shots", "SHOTS", everyday + "|PAST|SPORT"},
	{Emergency, "fire", "FIRE BUILDING", everyday + "|PAST|LAMP|HEARTH|OFTEN"},
	{Emergency, "fire", "BURNS COMBUSTIBLE", everyday + "|PAST|LAMP|OFTEN"},
	{Emergency, "fire", "SMOKE FULL", everyday + "|PAST|HEARTH|OFTEN"},
	{Emergency, "fire", "SMOKESIT BUILDING", everyday + "|PAST|HEARTH|OFTEN"},
	{Emergency, "fire", "SMOULDERS BURNABLE", everyday + "|PAST|LAMP|HEARTH|OFTEN"},
	{Emergency, "fire", "SMELLS SCORCHED", everyday + "|PAST|LAMP|HEARTH|OFTEN"},
	{Emergency, "gas", "GAS SMELLS", everyday + "|PAST|OFTEN"},
	{Emergency, "alarm", "DETECTOR BEEPS", everyday + "|PAST|BATTERY"},
	{Emergency, "power line", "POWERLINE DOWN", everyday + "|PAST"},
	{Emergency, "electric shock", "SHOCK SOMEBODY|SELF", everyday + "|PAST"},
	{Emergency, "accident", "CRASH INJURED|NOW", everyday + "|PAST"},
	{Emergency, "accident", "TRAPPED CARS CRASHED", everyday + "|PAST"},
	{Emergency, "in the water", "SOMEBODY FALLEN WATER", everyday + "|PAST|THING"},
	{Emergency, "in the water", "SOMEBODY DROWNS", everyday + "|PAST"},
	{Emergency, "flood", "FLOOD RISES BUILDING", everyday + "|PAST|OFTEN"},
	{Emergency, "flood", "DIKE BURSTS", everyday + "|PAST|RUBBISH"},
	{Emergency, "oil", "OIL LEAKS", everyday + "|PAST"},
	{Emergency, "on the tracks", "SOMEBODY|CHILD TRACKS STANDS", everyday + "|PAST"},
	{Emergency, "burglar", "STRANGER BREAKS DOOR NOW", "OFFICE|PAST"},
	{Emergency, "burglar", "STRANGER SNEAKS DOOR", everyday + "|PAST|OFTEN|SELLS"},
	{Emergency, "missing", "RELATIVE MISSING", everyday + "|THING"},
	{Emergency, "not come home", "RELATIVE CAME HOME NOT", everyday + "|THING"},
	{Emergency, "child alone", "CHILD ALONE CRIES|LONG|PARKED", everyday},
	{Emergency, "fight", "FIGHTS NOW|HERE", everyday + "|PAST"},
	{Emergency, "calls for help", "CALLS HELP SOMEBODY|HERE", everyday + "|PAST"},
	{Emergency, "suspicious", "SUSPICIOUS PEOPLE", everyday + "|PAST"},
	{Emergency, "dog", "DOG BITES NOW", everyday + "|PAST"},
	{Emergency, "does not wake up", "SOMEBODY AWAKE GETS NOT", everyday + "|PAST"},
	{Emergency, "cannot get up", "SELF|SOMEBODY LIES GETSUP NOT", everyday + "|TREE|RUBBISH|THING"},
	{Emergency, "nobody hears of", "NEIGHBOUR MAKES UP NOT DAYS", everyday + "|LETTER|THING"},
	{Emergency, "nobody hears of", "NEIGHBOUR SEEN NOT DAYS", everyday + "|LETTER|THING"},
	{Emergency, "bomb", "BOMB FOUND|NOW", everyday + "|DEFUSED"},
	{Emergency, "burglar", "DOOR FORCED INSIDE", everyday + "|PAST|OFTEN"},
	{Emergency, "burglar", "STRANGER BREAKSNOW DOOR|CARS", everyday + "|PAST"},
	{Emergency, "in the water", "SOMEBODY|CHILD SUBMERGED WATER", everyday + "|PAST|THING"},
	{Emergency, "flood", "FLOOD SELF STANDS HIGH", everyday + "|PAST"},
	{Emergency, "dragged away", "STRANGER|SOMEBODY DRAGS CHILD CARS", everyday + "|PAST"},
	{Emergency, "dire in any words", "DIRE", everyday + "|PAST"},
	{Emergency, "means to kill", "MASSACRE", everyday + "|PAST"},
	{Emergency, "fraud", "FALSEONE POLICE MONEY", everyday},
	{Abuse, "threat", "SELF WEAPON|TOOL COMES TOWNHALL", everyday},

	{Crisis, "tired of life", "SUICIDE", everyday},
	{Crisis, "tired of life", "SELF CANT LIFE NOT", everyday + "|DWELL"},
	{Crisis, "tired of life", "SELF NOT WORLD WISH", everyday},
	{Crisis, "tired of life", "JUMPS HIGH", everyday + "|BATHE"},
	{Crisis, "tired of life", "STANDS HIGH LOOKSDOWN", everyday + "|BATHE|THING|RUBBISH|TREE"},
	{Crisis, "tired of life", "PILLS READY SELF", everyday + "|DISPOSE"},
	{Crisis, "tired of life", "SELF BURDEN EVERYBODY", everyday},
	{Crisis, "tired of life", "FAREWELL EVERYBODY", everyday},
	{Crisis, "tired of life", "HARMSELF ONESELF", everyday},
	{Crisis, "tired of life", "SELF GOON NOT", everyday},
	{Crisis, "tired of life", "SELF WHATFOR LIVEON", "OFFICE"},
	{Crisis, "hurts oneself", "SELF CUT ARM", everyday},
	{Crisis, "tired of life", "SELF WISH DEAD", everyday + "|OTHERDEAD"},
	{Crisis, "tired of life", "SELF LIVE NOT WISH", everyday + "|DWELL"},
	{Crisis, "tired of life", "LIFE WORTHLESS", everyday},
	{Crisis, "tired of life", "STRENGTH LIVE|LIFE NOT", everyday},
	{Crisis, "cruel in any words", "CRUEL", everyday},
	{Crisis, "hears voices", "SELF HEAR VOICES", everyday + "|DOOR"},
	{Crisis, "beaten", "PARTNER BEATS SELF|CHILD", everyday + "|BEFORE"},
	{Crisis, "beaten", "BEATS VICTIM", everyday},
	{Crisis, "locked in", "PARTNER LOCKSIN SELF", everyday},
	{Crisis, "abused", "GROWNUP TOUCHES SELF|CHILD", everyday},
	{Crisis, "abused", "GROWNUP NIGHT ROOM SELF", everyday},
	{Crisis, "abused", "RAPED SELF|VICTIM", "OFFICE"},
	{Crisis, "forced", "WED SELF", everyday},
	{Crisis, "child in danger", "SHOOK CHILD", everyday},
	{Crisis, "afraid", "SELF AFRAID HOME", everyday},
	{Crisis, "afraid", "SELF HIDES PARTNER|CHILD", everyday},
	{Crisis, "afraid", "SELF AFRAID HARM CHILD", everyday},
}

// ideaTable has the words of each idea.
//
//go:embed words/danger.txt
var ideaTable string

// ideas are the words, their beginnings and their endings of ideaTable, folded, by the ideas they
// stand for; names are the ideas' bits.
var ideas = func() (t struct {
	names                  map[string]ideaSet
	words, starts, endings map[string]ideaSet
}) {
	t.names, t.words, t.starts, t.endings = map[string]ideaSet{}, map[string]ideaSet{}, map[string]ideaSet{}, map[string]ideaSet{}
	for line := range strings.Lines(ideaTable) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		i := len(t.names)
		var idea ideaSet
		idea[i/64] = 1 << (i % 64)
		t.names[fields[0]] = idea
		for _, word := range fields[1:] {
			word = Fold(word)
			if start, ok := strings.CutSuffix(word, "-"); ok {
				t.starts[start] = t.starts[start].and(idea)
			} else if end, ok := strings.CutPrefix(word, "-"); ok {
				t.endings[end] = t.endings[end].and(idea)
			} else {
				t.words[word] = t.words[word].and(idea)
			}
		}
	}
	return t
}()

// ideaSet is a set of ideas, a bit for each line of ideaTable.
type ideaSet [3]uint64

func (s ideaSet) and(t ideaSet) ideaSet { return ideaSet{s[0] | t[0], s[1] | t[1], s[2] | t[2]} }

func (s ideaSet) without(t ideaSet) ideaSet { return ideaSet{s[0] &^ t[0], s[1] &^ t[1], s[2] &^ t[2]} }

func (s ideaSet) meets(t ideaSet) bool { return s[0]&t[0]|s[1]&t[1]|s[2]&t[2] != 0 }

// seen are the ideas of some tokens.
func seen(tokens []string) (all ideaSet) {
	for _, t := range tokens {
		all = all.and(ideas.words[t])
		for n := len(t); n >= shortestStem; n-- {
			all = all.and(ideas.starts[t[:n]]).and(ideas.endings[t[len(t)-n:]])
		}
	}
	return all
}

// a condition is a sign with its ideas as sets.
type condition struct {
	all  []ideaSet
	none ideaSet
}

var conditions = func() []condition {
	list := make([]condition, len(signs))
	for i, s := range signs {
		list[i] = conditionOf(s)
	}
	return list
}()

func conditionOf(s sign) (c condition) {
	set := func(names string) (all ideaSet) {
		for _, name := range strings.FieldsFunc(names, func(r rune) bool { return r == '|' }) {
			if ideas.names[name] == (ideaSet{}) {
				panic("no idea " + name) // of the tables of this package, read by every test
			}
			all = all.and(ideas.names[name])
		}
		return all
	}
	for _, names := range strings.Fields(s.all) {
		c.all = append(c.all, set(names))
	}
	c.none = set(s.none)
	return c
}

func (c condition) holds(told, text ideaSet) bool {
	return !text.meets(c.none) && !slices.ContainsFunc(c.all, func(idea ideaSet) bool { return !told.meets(idea) })
}

// told tells whether one of some sentences has all of a condition's ideas.
func (c condition) told(sentences []ideaSet) bool {
	return slices.ContainsFunc(sentences, func(told ideaSet) bool { return c.holds(told, ideaSet{}) })
}

// signOf is the decision of the first sign that a folded text shows.
func signOf(folded string) (Decision, bool) {
	told, text := tell(folded)
	for i, c := range conditions {
		if !text.meets(c.none) && c.told(told) {
			return decide(signs[i].kind, signs[i].name), true
		}
	}
	return Decision{}, false
}

// mayTell tells whether a text asks of a danger that would be one if it were told, or names one in another language:
// it is answered, and who needs help at once finds it beside.
func mayTell(folded string) bool {
	told, text := tell(folded)
	if foreign.holds(text, text) {
		return true
	}
	return text.meets(asksOf.none) && slices.ContainsFunc(conditions, func(c condition) bool {
		return !text.meets(c.none.without(asksOf.none)) && c.told(told)
	})
}

var asksOf = conditionOf(sign{none: "ASKS"})

// foreign are words of danger in other languages than German. The classifier has read too little of these, and how
// their speakers put such words together is known too little for more signs: the help lines stand beside the answer.
var foreign = conditionOf(sign{all: foreignDanger, none: everyday + "|THING"})

const foreignDanger = "FOREIGN"

// tell are the ideas of each sentence of a folded text and the one before, and of all of it.
func tell(folded string) (told []ideaSet, text ideaSet) {
	tokens := token.FindAllString(folded, -1)
	var before ideaSet
	for len(tokens) > 0 {
		end := slices.IndexFunc(tokens, ends) + 1
		if end == 0 {
			end = len(tokens)
		}
		sentence := seen(tokens[:end])
		told, text, before, tokens = append(told, sentence.and(before)), text.and(sentence), sentence, tokens[end:]
	}
	return told, text
}
