package lexical

import "strings"

// strongVerbs are the stems of German verbs by those of their participles, where the vowel changes:
// gezogen belongs to ziehen. The list of such verbs is closed; nobody makes new ones.
var strongVerbs = pairs(`bog bieg, bot biet, broch brech, brannt brenn, bracht bring, bund bind, borg berg, biss beiss, blieb bleib,
	dacht denk, drung dring, fang fang, flog flieg, floh flieh, floss fliess, fohl fehl, fror frier, fund find, gang geh, gess ess,
	glich gleich, goss giess, golt gelt, griff greif, hob heb, holf helf, kannt kenn, klung kling, kroch kriech, leg lieg, lieh leih,
	litt leid, log lug, lor lier, lung ling, mied meid, nannt nenn, noss niess, nomm nehm, rannt renn, riss reiss, ritt reit, roch riech,
	schied scheid, schien schein, schob schieb, schoss schiess, schloss schliess, schmolz schmelz, schnitt schneid, schrieb schreib,
	schwieg schweig, schwomm schwimm, sandt send, sess sitz, spross spriess, sproch sprech, sprung spring, stand steh, stieg steig,
	stoch stech, stohl stehl, storb sterb, strich streich, stritt streit, sung sing, sunk sink, tan tu, trieb treib, troff treff,
	trog trug, trunk trink, wandt wend, wich weich, wies weis, wog wieg, wonn winn, worb werb, worf werf, zog zieh, zwung zwing`)

// inseparable are the beginnings of verbs whose participle has no "ge".
var inseparable = []string{"be", "emp", "ent", "er", "ge", "miss", "ver", "wider", "zer"}

// strongVerb returns the stem of the verb that a stem is the participle of, with its particle or prefix:
// umgezog belongs to umzieh, verlor to verlier. It is "" for all others.
func strongVerb(stem string) string {
	for n := 0; n <= longestParticle && n < len(stem); n++ {
		particle, rest := stem[:n], stem[n:]
		if n > 0 && !particles[particle] {
			continue
		}
		if verb := strongVerbs[strings.TrimPrefix(rest, "ge")]; verb != "" && strings.HasPrefix(rest, "ge") {
			return particle + verb
		}
		for _, prefix := range inseparable {
			if verb := strongVerbs[strings.TrimPrefix(rest, prefix)]; verb != "" && strings.HasPrefix(rest, prefix) {
				return particle + prefix + verb
			}
		}
	}
	return ""
}

// pairs reads "key value, key value".
func pairs(list string) map[string]string {
	all := map[string]string{}
	for pair := range strings.SplitSeq(list, ",") {
		words := strings.Fields(pair)
		all[words[0]] = words[1]
	}
	return all
}
