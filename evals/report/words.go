package report

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"auskunft"
	"auskunft/evals"
)

//go:embed messages/*.yaml
var messages embed.FS

// words are the report's texts in one language.
type words struct {
	lang     string
	texts    map[string]string
	measures map[evals.Name][2]string // title, explanation
}

func loadWords(lang string) (*words, error) {
	if lang == "" {
		lang = "de"
	}
	data, err := messages.ReadFile("messages/" + lang + ".yaml")
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "eval_report", "no report texts in language %q: use de or en", lang)
	}
	var file struct {
		Measures map[evals.Name][2]string `yaml:"measures"`
		Texts    map[string]string        `yaml:",inline"`
	}
	if err := yaml.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("messages/%s.yaml: %w", lang, err)
	}
	return &words{lang, file.Texts, file.Measures}, nil
}

// text is the text of a key with its places filled in. A missing key shows itself, and a
// test looks for that.
func (w *words) text(key string, args ...any) string {
	text, ok := w.texts[key]
	if !ok {
		return "!" + key + "!"
	}
	if len(args) > 0 {
		return fmt.Sprintf(text, args...)
	}
	return text
}

func (w *words) title(n evals.Name) string { return w.measures[n][0] }

// number writes v with the language's decimal sign.
func (w *words) number(v float64, digits int) string {
	s := strconv.FormatFloat(v, 'f', digits, 64)
	if w.lang == "de" {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// figure writes a share with three digits, anything else with one.
func (w *words) figure(n evals.Name, v float64) string {
	if !n.Share() {
		return w.number(v, 1)
	}
	return w.number(v, 3)
}
