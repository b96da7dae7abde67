package ingest

import (
	"context"
	"hash/fnv"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/civil"
)

// Schedule says when a source is synchronised by itself: "6h" or "90m" is the time between
// two runs, "03:30" is every day at this time of Berlin, "" is never.
type Schedule string

// The shortest time between two runs that a schedule may ask for, and the longest: a year.
const (
	shortestInterval = 5 * time.Minute
	longestInterval  = 366 * 24 * time.Hour
)

// ParseSchedule checks a schedule.
func ParseSchedule(text string) (Schedule, error) {
	s := Schedule(text)
	if _, ok := s.daily(); ok || s == "" {
		return s, nil
	}
	if d, ok := s.interval(); ok && shortestInterval <= d && d <= longestInterval {
		return s, nil
	}
	return "", auskunft.Errorf(auskunft.Invalid, "schedule",
		"%q is no schedule: write a time between runs such as 6h or 90m (at least 5m), or a time of day such as 03:30", text)
}

// interval is the time between two runs. The database's check bounds it to four digits.
func (s Schedule) interval() (time.Duration, bool) {
	if len(s) < 2 || len(s) > 5 || s[0] < '1' || s[0] > '9' {
		return 0, false
	}
	unit := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour}[s[len(s)-1]]
	n, err := strconv.ParseUint(string(s[:len(s)-1]), 10, 16)
	return time.Duration(n) * unit, err == nil && unit > 0
}

// daily is the time of day, as time since midnight.
func (s Schedule) daily() (time.Duration, bool) {
	t, err := time.Parse("15:04", string(s))
	if err != nil || len(s) != len("15:04") {
		return 0, false
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, true
}

// jitter spreads sources with the same schedule over some minutes, the same source always
// to the same one: a tenth of the interval, at most five minutes.
func (s Schedule) jitter(name string) time.Duration {
	const most = 5 * time.Minute
	room := most
	if d, ok := s.interval(); ok {
		room = min(d/10, most)
	}
	h := fnv.New32a()
	h.Write([]byte(name))
	return (room * time.Duration(h.Sum32()%1000) / 1000).Truncate(time.Second)
}

// Next is the first time after t at which a source of this name is due, never for "". However
// many runs were missed before t, the next one is one.
func (s Schedule) Next(t time.Time, name string) (next time.Time, ok bool) {
	if d, ok := s.interval(); ok {
		return t.Add(d + s.jitter(name)), true
	}
	at, ok := s.daily()
	if !ok {
		return time.Time{}, false
	}
	local := t.In(civil.Berlin)
	for day := 0; ; day++ {
		// The clock's reading, not midnight plus hours: days have 23 to 25 of them.
		next := time.Date(local.Year(), local.Month(), local.Day()+day, int(at.Hours()), int(at.Minutes())%60, 0, 0, civil.Berlin).Add(s.jitter(name))
		if next.After(t) {
			return next, true
		}
	}
}

// retryListing is when a source that did not answer is asked again, if its schedule would
// only do so later.
const retryListing = 15 * time.Minute

// planNext says when a source is synchronised next, given how its listing ended just now.
func planNext(ctx context.Context, tx pgx.Tx, s Source, now time.Time, ended error) error {
	var schedule Schedule
	var paused bool
	// NO KEY: a batch that is being stored holds the source's key, and waits for its run.
	err := tx.QueryRow(ctx, `SELECT schedule, paused FROM sources WHERE id = $1 FOR NO KEY UPDATE`, s.ID).Scan(&schedule, &paused)
	if err != nil {
		return err
	}
	next, ok := schedule.Next(now, s.Name)
	if soon := now.Add(retryListing); ok && auskunft.KindOf(ended) == auskunft.Unavailable && soon.Before(next) {
		next = soon
	}
	var at *time.Time
	if ok && !paused {
		at = &next
	}
	_, err = tx.Exec(ctx, `UPDATE sources SET next_run_at = $2, next_options = '{}' WHERE id = $1`, s.ID, at)
	return err
}
