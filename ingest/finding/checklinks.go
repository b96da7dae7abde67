package finding

import (
	"context"
	"crypto/sha256"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/internal/safehttp"
)

const (
	// freshFor is how long an answer of a server holds. Links die slowly; asking all of a
	// town's links once a week is no burden for anybody.
	freshFor = 7 * 24 * time.Hour
	// retryAfter is how soon a link that failed is asked for again.
	retryAfter = 6 * time.Hour
	// failuresBeforeDead is how many checks in a row must fail before a link is called dead:
	// servers are restarted and moved.
	failuresBeforeDead = 3
	// checksAtOnce is how many hosts are asked at the same time; one host is asked one thing
	// at a time.
	checksAtOnce = 8
	// checksARun bounds one run; the rest waits for the next.
	checksARun = 2000
	// hostPause lies between two questions to one host.
	hostPause = time.Second
)

// checked is what is known of an address from asking.
type checked struct {
	CheckedAt time.Time
	Failures  int    // in a row
	Reason    string // of the finding: "gone", "no_host", "unreachable"
	Detail    string // the status, or the error's code
}

// gone reports whether the address is dead: the server says so for good, or it failed often
// enough.
func (c checked) gone() bool { return c.Failures >= failuresBeforeDead }

// checker asks for addresses and returns what is known of them.
type checker func(ctx context.Context, addresses []string) (map[string]checked, error)

// cachedChecker asks servers for what is not known or not fresh, and remembers it. The table
// holds hashes of addresses only: an address on an internal page is a text of that page.
func cachedChecker(db *postgres.DB, client *safehttp.Client, now time.Time) checker {
	return func(ctx context.Context, addresses []string) (map[string]checked, error) {
		known, err := readChecks(ctx, db, addresses)
		if err != nil {
			return nil, err
		}
		var due []string
		for _, address := range addresses {
			k, ok := known[address]
			fresh := freshFor
			if k.Failures > 0 {
				fresh = retryAfter
			}
			if (!ok || now.Sub(k.CheckedAt) >= fresh) && len(due) < checksARun {
				due = append(due, address)
			}
		}
		var mu sync.Mutex
		var wg sync.WaitGroup
		turn := make(chan struct{}, checksAtOnce)
		fresh := map[string]checked{}
		for _, address := range due {
			turn <- struct{}{}
			wg.Go(func() {
				defer func() { <-turn }()
				reason, detail := ask(ctx, client, address)
				if ctx.Err() != nil {
					return // nobody answered because nobody listened
				}
				c := checked{CheckedAt: now, Reason: reason, Detail: detail}
				if reason != "" {
					c.Failures = known[address].Failures + 1
				}
				mu.Lock()
				defer mu.Unlock()
				fresh[address] = c
			})
		}
		wg.Wait()
		for address, c := range fresh {
			known[address] = c
		}
		return known, storeChecks(context.WithoutCancel(ctx), db, fresh)
	}
}

// ask asks for an address: HEAD first, GET where a server refuses HEAD. Only answers that say
// that there is nothing count; one that wants a login, is overloaded or refuses programs is
// there.
func ask(ctx context.Context, client *safehttp.Client, address string) (reason, detail string) {
	response, err := client.Do(ctx, safehttp.Request{Method: http.MethodHead, URL: address, NoBody: true, Delay: hostPause})
	if err == nil && response.Status >= 400 {
		response, err = client.Do(ctx, safehttp.Request{URL: address, NoBody: true, Delay: hostPause})
	}
	switch {
	case err == nil && (response.Status == http.StatusNotFound || response.Status == http.StatusGone):
		return "gone", strconv.Itoa(response.Status)
	case err == nil:
		return "", ""
	case auskunft.CodeOf(err) == "fetch_no_host":
		return "no_host", auskunft.CodeOf(err)
	case auskunft.KindOf(err) == auskunft.Unavailable:
		return "unreachable", auskunft.CodeOf(err)
	}
	return "", "" // not an address that we may ask for
}

func hashOf(address string) []byte {
	sum := sha256.Sum256([]byte(address))
	return sum[:]
}

func readChecks(ctx context.Context, db *postgres.DB, addresses []string) (map[string]checked, error) {
	byHash, hashes := map[string]string{}, make([][]byte, len(addresses))
	for i, address := range addresses {
		hashes[i] = hashOf(address)
		byHash[string(hashes[i])] = address
	}
	rows, err := db.App.Query(ctx, `SELECT address, checked_at, failures, reason, detail FROM link_checks WHERE address = ANY ($1)`, hashes)
	if err != nil {
		return nil, err
	}
	known := map[string]checked{}
	var hash []byte
	var c checked
	_, err = pgx.ForEachRow(rows, []any{&hash, &c.CheckedAt, &c.Failures, &c.Reason, &c.Detail}, func() error {
		known[byHash[string(hash)]] = c
		return nil
	})
	return known, err
}

func storeChecks(ctx context.Context, db *postgres.DB, fresh map[string]checked) error {
	b := &pgx.Batch{}
	for address, c := range fresh {
		b.Queue(`
			INSERT INTO link_checks (address, checked_at, failures, reason, detail) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (address) DO UPDATE SET checked_at = $2, failures = $3, reason = $4, detail = $5`,
			hashOf(address), c.CheckedAt, c.Failures, c.Reason, c.Detail)
	}
	return db.App.SendBatch(ctx, b).Close()
}

// knownChecks answers from what earlier runs were told, and asks nobody.
func knownChecks(db *postgres.DB) checker {
	return func(ctx context.Context, addresses []string) (map[string]checked, error) {
		return readChecks(ctx, db, addresses)
	}
}
