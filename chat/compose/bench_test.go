package compose

import (
	"strings"
	"testing"
)

// BenchmarkExtractive composes from 70 passages, as many as a search with whole documents
// gives at most.
func BenchmarkExtractive(b *testing.B) {
	task := Task{Question: "Welche Unterlagen brauche ich, um meinen Hund anzumelden, und was kostet die Hundesteuer?", Hits: dogTax()}
	for i := range 64 {
		h := passage(strings.Repeat("Der Antrag wird im Bürgerbüro gestellt, Telefon 04409 123-456. Bringen Sie den Personalausweis mit. ", 8), "Antrag")
		h.Passage.ID, h.Passage.DocumentID, h.Passage.Ordinal = int64(100+i), int64(20+i/12), i%12
		h.Passage.Start, h.Passage.End = i%12*1000, i%12*1000+len([]rune(h.Passage.Text))
		task.Hits = append(task.Hits, h)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewExtractive().Compose(b.Context(), task, func(Draft) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
