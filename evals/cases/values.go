package cases

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"auskunft/evals/measure"
	"auskunft/internal/civil"

	"gopkg.in/yaml.v3"
)

// text reads a scalar that must not be empty.
func (p *parser) text(n *yaml.Node) string {
	s := strings.TrimSpace(n.Value)
	if n.Kind != yaml.ScalarNode || s == "" || n.Tag == "!!null" {
		p.fault(n, "a text is missing here")
		return ""
	}
	return s
}

// texts reads a list of texts; a single text is a list of one.
func (p *parser) texts(n *yaml.Node) []string {
	if n.Kind == yaml.ScalarNode {
		return []string{p.text(n)}
	}
	var list []string
	for _, item := range p.list(n) {
		list = append(list, p.text(item))
	}
	return list
}

func (p *parser) list(n *yaml.Node) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		p.fault(n, "a list is missing here; write each entry on a line of its own after a hyphen")
		return nil
	}
	return n.Content
}

func (p *parser) match(n *yaml.Node, pattern *regexp.Regexp, want string) string {
	s := p.text(n)
	if s != "" && !pattern.MatchString(s) {
		p.fault(n, "%q will not do here: want %s", s, want)
	}
	return s
}

func (p *parser) tags(n *yaml.Node, tags []string) []string {
	for _, t := range p.texts(n) {
		if !idPattern.MatchString(t) {
			p.fault(n, "tag %q: want letters a-z, digits and single hyphens", t)
		}
		if !slices.Contains(tags, t) {
			tags = append(tags, t)
		}
	}
	return tags
}

// today reads "2026-03-02", which means ten in the morning of a working day's kind, or
// "2026-03-02 16:45"; both are Berlin time.
func (p *parser) today(n *yaml.Node) time.Time {
	if t, err := time.ParseInLocation("2006-01-02 15:04", n.Value, civil.Berlin); err == nil {
		return t
	}
	t, err := time.ParseInLocation(time.DateOnly, n.Value, civil.Berlin)
	if err != nil {
		p.fault(n, "today: %q is no date; write 2026-03-02 or 2026-03-02 16:45", n.Value)
		return time.Time{}
	}
	return t.Add(10 * time.Hour)
}

func oneOf[T ~string](p *parser, n *yaml.Node, allowed ...T) T {
	if v := T(n.Value); slices.Contains(allowed, v) {
		return v
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	p.fault(n, "%q will not do here: want one of %s", n.Value, strings.Join(names, ", "))
	return ""
}

func (p *parser) facts(n *yaml.Node) []measure.Fact {
	if n.Kind != yaml.SequenceNode {
		return []measure.Fact{p.fact(n)}
	}
	var facts []measure.Fact
	for _, item := range n.Content {
		facts = append(facts, p.fact(item))
	}
	return facts
}

// fact reads a scalar, {text: …}, {regexp: …} or {any: […]}. A scalar that is one number,
// perhaps with its unit, means the number in any way of writing.
func (p *parser) fact(n *yaml.Node) measure.Fact {
	var fact measure.Fact
	if n.Kind == yaml.ScalarNode {
		return measure.Plain(p.text(n))
	}
	known := p.fields(n, "a fact", map[string]func(*yaml.Node){
		"text":   func(n *yaml.Node) { fact = measure.Words(p.text(n)) },
		"regexp": func(n *yaml.Node) { fact = p.pattern(n) },
		"any": func(n *yaml.Node) {
			fact.Any = p.facts(n)
			sources := make([]string, len(fact.Any))
			for i, f := range fact.Any {
				sources[i] = f.Source
			}
			fact.Source = strings.Join(sources, " | ")
		},
	})
	if known && len(n.Content) != 2 {
		p.fault(n, "a fact is one of text, regexp or any")
	}
	return fact
}

func (p *parser) pattern(n *yaml.Node) measure.Fact {
	re, err := regexp.Compile("(?i)" + p.text(n))
	if err != nil {
		p.fault(n, "%v", err)
	}
	return measure.Fact{Pattern: re, Source: "/" + n.Value + "/"}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
