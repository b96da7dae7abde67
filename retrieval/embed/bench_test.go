package embed

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/jackc/pgx/v5"
	pgvector "github.com/pgvector/pgvector-go"

	"auskunft/internal/postgres/pgtest"
)

// BenchmarkIndexedInsert inserts 100 vectors an operation into a table of 5,000 with an HNSW
// index, in one transaction, as ingest stores a batch. Vectors are drawn around 200 centres,
// because real ones lie in clusters and the graph of evenly spread ones is slower.
func BenchmarkIndexedInsert(b *testing.B) {
	for _, dimension := range []int{384, 1024} {
		b.Run(fmt.Sprint(dimension), func(b *testing.B) {
			db, r := pgtest.New(b), rand.New(rand.NewPCG(1, 2))
			centres := make([][]float32, 200)
			for i := range centres {
				centres[i] = make([]float32, dimension)
				for j := range centres[i] {
					centres[i][j] = float32(r.NormFloat64())
				}
			}
			insert := func(n int) {
				_, err := db.Owner.CopyFrom(b.Context(), pgx.Identifier{"points"}, []string{"embedding"}, pgx.CopyFromSlice(n, func(int) ([]any, error) {
					v, centre := make([]float32, dimension), centres[r.IntN(len(centres))]
					for j := range v {
						v[j] = centre[j] + float32(.5*r.NormFloat64())
					}
					return []any{pgvector.NewHalfVector(v)}, nil
				}))
				if err != nil {
					b.Fatal(err)
				}
			}
			if _, err := db.Owner.Exec(b.Context(), fmt.Sprintf(`CREATE TABLE points (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, embedding halfvec(%d) NOT NULL)`, dimension)); err != nil {
				b.Fatal(err)
			}
			insert(5000)
			if _, err := db.Owner.Exec(b.Context(), `CREATE INDEX ON points USING hnsw (embedding halfvec_cosine_ops)`); err != nil {
				b.Fatal(err)
			}
			n := 0
			for b.Loop() {
				insert(100)
				n += 100
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "vectors/s")
		})
	}
}
