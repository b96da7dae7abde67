package proof

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func dump(t string, ps []part) {
	fmt.Print(t, ": ")
	for _, p := range ps {
		fmt.Printf("[%d k%d u%d s%d %v] ", p.kind, p.kind, p.unit, p.sub, p.String())
	}
	fmt.Println()
}

func TestDump(t *testing.T) {
	b, _ := os.ReadFile("/tmp/strict/in.txt")
	for _, l := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		s := read(plainJoints(strings.ReplaceAll(l, " / ", "\n")))
		for _, c := range s.clauses {
			fmt.Printf("   clause %q cond=%v rel=%v\n", c.text, c.conditional, c.relative)
		}
		dump(l, s.parts())
	}
}

func TestStems(t *testing.T) {
	fmt.Println(ofSpan, wordOf("dauert").stem, wordOf("dauert").whole, ofMoney)
}
