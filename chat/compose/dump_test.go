package compose

import (
	"fmt"
	"testing"
	"os"
)

func TestDump(t *testing.T) {
	dir := omosFolder(t)
	v := omosVocabulary(t, dir)
	pool, _ := samples(t, dir, os.Getenv("PART"), v)
	for i, s := range pool {
		if i%3 != 0 { continue }
		s.read.estimate()
		e := EvidenceFor(s.task)
		fmt.Printf("\n=== %d %s [%s] gold %v answerable %.2f\n", s.ID, s.Question, s.read.title.text, s.Answers, e.Answerable)
		for _, d := range s.read.answer(s.task) {
			mark := ""
			if _, err := Verify(d, s.task.Hits); err != nil { mark = " !! " + err.Error() }
			fmt.Printf("  * %s%s\n", d.Text, mark)
		}
	}
}
