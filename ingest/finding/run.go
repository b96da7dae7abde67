package finding

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/internal/safehttp"
)

// Report says what a run found.
type Report struct {
	Documents  int          `json:"documents"`
	Found      map[Kind]int `json:"found"`
	New        int          `json:"new"`
	Resolved   int          `json:"resolved"`
	Duplicates int          `json:"duplicates"` // documents that another one answers for
	Amendments int          `json:"amendments"`
	Seconds    float64      `json:"seconds"`
}

// Run looks at all texts once. With a client, and when the operator's limits allow it, other
// servers are asked about links; without, a dead link that only they know of stays as the
// last such run left it. Two runs at once wait for each other.
func Run(ctx context.Context, db *postgres.DB, client *safehttp.Client, now time.Time) (Report, error) {
	began := time.Now()
	limits, err := readLimits(ctx, db)
	if err != nil {
		return Report{}, err
	}
	reader, err := Maintainer(ctx, db)
	if err != nil {
		return Report{}, err
	}
	c, err := load(ctx, db, reader, now, limits)
	if err != nil {
		return Report{}, err
	}
	check := knownChecks(db)
	if client != nil && limits.CheckLinks {
		check = cachedChecker(db, client, now)
	}
	links, err := findDeadLinks(ctx, c, check)
	if err != nil {
		return Report{}, err
	}
	folded, found := findDuplicates(c)
	changes := findAmendments(c)
	found = append(found, links...)
	found = append(found, findInjections(c)...)
	found = append(found, findStale(c)...)
	found = append(found, findTranslations(c)...)
	found = append(found, findContradictions(c, changes)...)

	report := Report{Documents: len(c.documents), Found: map[Kind]int{}, Duplicates: len(folded), Amendments: len(changes)}
	for _, f := range found {
		report.Found[f.Kind]++
	}
	err = db.Write(ctx, reader, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('auskunft.findings'))`); err != nil {
			return err
		}
		if err := saveDuplicates(ctx, tx, folded); err != nil {
			return fmt.Errorf("duplicates: %w", err)
		}
		if err := saveAmendments(ctx, tx, changes); err != nil {
			return fmt.Errorf("amendments: %w", err)
		}
		report.New, report.Resolved, err = save(ctx, tx, found, Kinds, now)
		return err
	})
	report.Seconds = time.Since(began).Seconds()
	return report, err
}

// Maintainer is the reader of jobs that look after all texts.
func Maintainer(ctx context.Context, db *postgres.DB) (auskunft.Reader, error) {
	rows, err := db.App.Query(ctx, `SELECT key FROM visibilities`)
	if err != nil {
		return auskunft.Reader{}, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[auskunft.Visibility])
	return auskunft.Reader{}.With(all...), err
}

// limitsSetting is the key in the table settings.
const limitsSetting = "findings"

// readLimits are the defaults with what the operator set instead.
func readLimits(ctx context.Context, db *postgres.DB) (Limits, error) {
	limits := DefaultLimits()
	var value []byte
	err := db.App.QueryRow(ctx, `SELECT value FROM settings WHERE key = $1`, limitsSetting).Scan(&value)
	if errors.Is(err, pgx.ErrNoRows) {
		return limits, nil
	}
	if err != nil {
		return limits, err
	}
	if err := json.Unmarshal(value, &limits); err != nil {
		return limits, auskunft.Errorf(auskunft.Invalid, "findings_setting", "the setting %q is no valid JSON of limits: %w", limitsSetting, err)
	}
	return limits, nil
}
