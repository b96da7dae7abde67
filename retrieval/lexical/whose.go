package lexical

// Whose matter it is says little of what it is: "Meine Mutter braucht Pflege" is about care, and the
// pages on mothers are about something else. Children are not among these people: much that a city
// does is for them, and pages say so.
const (
	possessives = `mein meine meinem meinen meiner meines unser unsere unserem unseren unserer unseres`
	relatives   = `mutter vater mutti vati mama papa eltern oma opa großmutter großvater großeltern omi opi
schwiegermutter schwiegervater schwiegereltern mann frau ehemann ehefrau ehegatte ehegattin gatte gattin
partner partnerin lebensgefährte lebensgefährtin lebenspartner lebenspartnerin verlobter verlobte
freund freundin freunde schwester bruder geschwister schwager schwägerin tante onkel neffe nichte cousin cousine
bekannter bekannte bekannten kollege kollegin chef chefin`
)

var possessive, relative = folded(possessives), folded(relatives)

// whose reports whether token i only names whose matter a question is.
func (s *scanner) whose(i int) bool {
	return i > 0 && relative[string(s.text(i))] && possessive[string(s.text(i-1))]
}
