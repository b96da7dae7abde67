package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// axeFile is where npm puts axe-core, from the folder of go.mod.
const axeFile = "internal/bundle/node_modules/axe-core/axe.min.js"

// axeRun checks the whole page, shadow roots included, against the WCAG A and AA rules
// up to 2.2, and against those about the ways that screen readers take through a page:
// headings and landmarks. It reports one line a fault.
const axeRun = `axe.run(document, {
	runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
	rules: Object.fromEntries(["heading-order", "empty-heading", "landmark-unique", "landmark-no-duplicate-banner",
		"landmark-no-duplicate-contentinfo", "landmark-banner-is-top-level", "landmark-contentinfo-is-top-level"].map((rule) => [rule, {enabled: true}])),
	resultTypes: ["violations"],
}).then(({violations}) => violations.flatMap(({id, help, nodes}) =>
	nodes.map((node) => id + ": " + help + "\n    " + node.target.flat().join(" ") + "\n    " + node.html.slice(0, 200) +
		"\n    " + (node.failureSummary ?? "").replace(/\s+/g, " "))))`

// CheckAxe fails the test for every accessibility fault of the page's present state.
func (p *Page) CheckAxe(state string) {
	p.t.Helper()
	for _, fault := range p.Axe() {
		p.t.Errorf("axe, %s: %s", state, fault)
	}
}

// CheckLook fails the test for what is wrong with how the page stands on its device: faults
// that axe finds, a page wider than the screen, and tables whose columns break short words.
func (p *Page) CheckLook(state string) {
	p.t.Helper()
	p.CheckAxe(state)
	if Eval[bool](p, "document.documentElement.scrollWidth > innerWidth") {
		p.t.Errorf("%s: the page is wider than the screen", state)
	}
	if broken := Eval[[]string](p, "browsertest.brokenWords()"); len(broken) > 0 {
		p.t.Errorf("%s: columns so narrow that words break: %q", state, broken)
	}
}

// Axe lists the accessibility faults axe finds in the page's present state.
func (p *Page) Axe() []string {
	p.t.Helper()
	p.throttle(false) // axe looks at a page that stands still; six times as long it sees no more
	defer p.throttle(true)
	if !Eval[bool](p, "'axe' in window") {
		Eval[bool](p, readAxe(p)+"; true")
	}
	return Eval[[]string](p, axeRun)
}

func readAxe(p *Page) string {
	p.t.Helper()
	root, err := moduleRoot()
	if err != nil {
		p.t.Fatal(err)
	}
	script, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(axeFile)))
	if err != nil {
		p.t.Fatalf("axe-core is not installed (%v): run make generate, or npm ci --ignore-scripts in internal/bundle", err)
	}
	return strings.TrimSpace(string(script))
}

// moduleRoot is the nearest folder above the test's that holds go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("no go.mod above the working folder")
		}
		dir = parent
	}
}
