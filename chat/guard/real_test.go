package guard

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"auskunft/internal/sharedtest"
)

// TestRealQuestionsPassInBulk sends questions that others wrote about municipal pages through
// masking and routing: all of them deserve an answer, and none holds personal data.
func TestRealQuestionsPassInBulk(t *testing.T) {
	dir := sharedtest.Folder(t, "omos-qa")
	m := NewMasker(Public{})
	asked, lost := 0, 0
	for _, name := range []string{"dev_de.jsonl", "train_de.jsonl"} {
		file, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		lines := bufio.NewScanner(file)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var row struct{ Question string }
			if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
				t.Fatal(err)
			}
			asked++
			text, err := Normalise(row.Question)
			if err != nil {
				t.Errorf("%q: %v", row.Question, err)
			}
			if d := Route(text); !d.Search || d.Status != "" {
				lost++
				t.Logf("%s (%s): %s", d.Kind, d.Rule, text)
			}
			if masked := m.Mask(text); masked != text {
				t.Errorf("masked: %s", masked)
			}
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d of %d real questions would not be answered", lost, asked)
	if asked == 0 || lost*200 > asked {
		t.Errorf("%d of %d real questions are lost, at most 0.5 %% may be", lost, asked)
	}
}
