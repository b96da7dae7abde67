package proof

import (
	"testing"

	"auskunft/retrieval"
)

// BenchmarkVerify proves one sentence of usual length from two quotes.
func BenchmarkVerify(b *testing.B) {
	const first = "Beantragen Sie den neuen Ausweis spätestens sechs Wochen, bevor der alte abläuft oder Sie verreisen."
	const second = "46 Euro, wenn Sie 24 Jahre oder älter sind; 27,60 Euro, wenn Sie jünger als 24 Jahre sind."
	hits := []retrieval.Hit{passage(first+" Kinder dürfen einen eigenen Ausweis haben.\n"+second, "Personalausweis beantragen", "Frist")}
	draft := Draft{Text: "Beantragen Sie den neuen Ausweis spätestens 6 Wochen, bevor der alte abläuft oder Sie verreisen; sind Sie 24 Jahre oder älter, kostet er 46 Euro.",
		Quotes: []Quote{{0, first}, {0, second}}}
	b.Run("free", func(b *testing.B) {
		for b.Loop() {
			if _, err := Verify(draft, hits); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("close", func(b *testing.B) { // whether or not this one is
		for b.Loop() {
			_, _ = VerifyClose(draft, hits)
		}
	})
}
