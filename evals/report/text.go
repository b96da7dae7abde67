package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"auskunft/evals"
)

// Markdown writes the figures as tables, for a merge request or a build's summary.
func Markdown(w io.Writer, language string, runs []*evals.Run) error {
	words, err := loadWords(language)
	if err != nil {
		return err
	}
	v := newView(words, runs, nil)
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", words.text("title"), v.Summary)
	for _, r := range v.Runs {
		fmt.Fprintf(&b, "\n## %s\n\n", r.Title)
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n| --- | ---: | ---: | ---: |\n",
			words.text("measure"), words.text("value"), words.text("interval"), words.text("count"))
		for _, f := range r.Figures {
			fmt.Fprintf(&b, "| %s | %s | %s – %s | %d |\n", f.Title, f.Value, f.Low, f.High, f.N)
		}
		b.WriteString("\n")
		for _, row := range r.About {
			fmt.Fprintf(&b, "- %s: %s\n", row[0], row[1])
		}
		for _, s := range r.Failed {
			fmt.Fprintf(&b, "- **%s** %s: %s\n", words.text("status_error"), s.ID, inline(s.Error))
		}
		for _, x := range r.Broken {
			fmt.Fprintf(&b, "- **%s** %s: %s\n", x.Rule, x.ID, inline(x.Detail))
		}
	}
	_, err = io.WriteString(w, b.String())
	return err
}

func inline(s string) string { return strings.Join(strings.Fields(s), " ") }

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string       `xml:"classname,attr"`
	Name    string       `xml:"name,attr"`
	Time    string       `xml:"time,attr"`
	Failure *junitDetail `xml:"failure,omitempty"`
	Error   *junitDetail `xml:"error,omitempty"`
}

type junitDetail struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes every sample as a test: in error when the pipeline failed at it, failed when
// a case did not pass or a hard rule is broken. A ranking that could be better is no
// failure; that is a matter of figures.
func JUnit(w io.Writer, runs []*evals.Run) error {
	var all junitSuites
	for _, r := range runs {
		suite := junitSuite{Name: string(r.Kind) + " " + r.Set, Tests: len(r.Samples), Time: fmt.Sprintf("%.3f", r.Seconds)}
		for _, s := range r.Samples {
			c := junitCase{Class: r.Set, Name: s.ID, Time: fmt.Sprintf("%.3f", s.MS/1000)}
			passed, isCase := s.Values[evals.Passed]
			switch {
			case s.Error != "":
				suite.Errors++
				c.Error = &junitDetail{Message: s.Error, Text: s.Question}
			case len(s.Broken) > 0 || isCase && passed < 1:
				suite.Failures++
				c.Failure = failure(s)
			}
			suite.Cases = append(suite.Cases, c)
		}
		all.Suites = append(all.Suites, suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	if err := enc.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func failure(s evals.Sample) *junitDetail {
	reasons := append([]string{}, s.Wrong...)
	for _, b := range s.Broken {
		reasons = append(reasons, fmt.Sprintf("%s: %s", b.Rule, b.Detail))
	}
	return &junitDetail{Message: strings.Join(reasons, "; "), Text: s.Question}
}
