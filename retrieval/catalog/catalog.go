// Package catalog reads the structured side of what retrieval found: which service it is,
// which office is in charge where the asker lives, when it is open, and which notices
// belong on top. Everything is read under the asker's visibility.
package catalog

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/civil"
	"auskunft/internal/postgres"
	"auskunft/retrieval"
)

// near is how close to the best hit's score another hit must be for its service or office
// to be shown as a card: below it the hit is context, not the subject.
const near = 0.6

// Catalogue answers questions about services and offices.
type Catalogue struct{ db *postgres.DB }

// New reads from db.
func New(db *postgres.DB) *Catalogue { return &Catalogue{db} }

// Cards are the cards for an answer from hits, in the order they are shown: notices, the
// service, its office. now decides which notices are running and whether an office is open.
func (c *Catalogue) Cards(ctx context.Context, reader auskunft.Reader, hits []retrieval.Hit, area string, now time.Time) ([]auskunft.Card, error) {
	now = now.In(civil.Berlin)
	var cards []auskunft.Card
	err := c.db.Read(ctx, reader, func(tx pgx.Tx) error {
		service, office, err := subject(ctx, tx, hits, area)
		if err != nil {
			return err
		}
		notices, err := running(ctx, tx, service, sourcesOf(hits), area, now)
		if err != nil {
			return err
		}
		for _, n := range notices {
			cards = append(cards, auskunft.Card{Kind: auskunft.NoticeCard, Notice: n})
		}
		if service != nil {
			cards = append(cards, auskunft.Card{Kind: auskunft.ServiceCard, Service: serviceFacts(*service)})
		}
		if office != nil {
			cards = append(cards, auskunft.Card{Kind: auskunft.OfficeCard, Office: officeFacts(*office, now)})
		}
		return nil
	})
	return cards, err
}

// Office returns the card of one office, for refusals that name whom to turn to.
func (c *Catalogue) Office(ctx context.Context, reader auskunft.Reader, key string, now time.Time) (*auskunft.Card, error) {
	var card *auskunft.Card
	err := c.db.Read(ctx, reader, func(tx pgx.Tx) error {
		o, err := officeByKey(ctx, tx, key)
		if o != nil {
			card = &auskunft.Card{Kind: auskunft.OfficeCard, Office: officeFacts(*o, now.In(civil.Berlin))}
		}
		return err
	})
	return card, err
}

// located is a service with its page.
type located struct {
	auskunft.Service
	url, lang string
}

// subject finds what the hits are about: the first service near the top, else the first
// office near the top. With a service comes the office in charge of it.
func subject(ctx context.Context, tx pgx.Tx, hits []retrieval.Hit, area string) (*located, *auskunft.Office, error) {
	var officeID int64
	for _, h := range hits {
		if h.Score < near*hits[0].Score {
			break
		}
		switch h.Document.Kind {
		case auskunft.ServiceDocument:
			s := &located{url: h.Document.URL, lang: h.Document.Lang}
			err := tx.QueryRow(ctx, `SELECT facts FROM services WHERE document_id = $1`, h.Document.ID).Scan(&s.Service)
			if err == pgx.ErrNoRows {
				continue // retired since the search
			}
			if err != nil {
				return nil, nil, err
			}
			o, err := responsible(ctx, tx, s.Key, area)
			return s, o, err
		case auskunft.OfficeDocument:
			officeID = cmp.Or(officeID, h.Document.ID)
		}
	}
	if officeID == 0 {
		return nil, nil, nil
	}
	o, err := oneOffice(ctx, tx, `SELECT key FROM offices WHERE document_id = $1`, officeID)
	return nil, o, err
}

// responsible is the office in charge of a service: the one for the asker's area before one
// for everywhere, and any of them when the area is unknown.
func responsible(ctx context.Context, tx pgx.Tx, serviceKey, area string) (*auskunft.Office, error) {
	return oneOffice(ctx, tx, `
		SELECT office_key FROM responsibilities
		 WHERE service_key = $1 AND (areas = '{}' OR $2 = '' OR $2 = ANY (areas))
		 ORDER BY $2 <> '' AND $2 = ANY (areas) DESC, areas = '{}' DESC, office_key LIMIT 1`, serviceKey, area)
}

func oneOffice(ctx context.Context, tx pgx.Tx, keyQuery string, args ...any) (*auskunft.Office, error) {
	var key string
	switch err := tx.QueryRow(ctx, keyQuery, args...).Scan(&key); err {
	case nil:
		return officeByKey(ctx, tx, key)
	case pgx.ErrNoRows:
		return nil, nil
	default:
		return nil, err
	}
}

// officeByKey merges what several sources say about one office: a service feed knows its
// name and duties, the city's own file its hours and phones. Empty fields are filled from
// the next document, the one with opening hours first, then by source: in which order the
// documents were stored means nothing.
func officeByKey(ctx context.Context, tx pgx.Tx, key string) (*auskunft.Office, error) {
	rows, err := tx.Query(ctx, `
		SELECT o.facts FROM offices o JOIN documents d ON d.id = o.document_id JOIN sources s ON s.id = d.source_id
		 WHERE o.key = $1 ORDER BY s.name, d.key`, key)
	if err != nil {
		return nil, err
	}
	parts, err := pgx.CollectRows(rows, pgx.RowTo[auskunft.Office])
	if err != nil || len(parts) == 0 {
		return nil, err
	}
	slices.SortStableFunc(parts, func(a, b auskunft.Office) int { return cmp.Compare(len(b.Hours), len(a.Hours)) })
	o := parts[0]
	for _, p := range parts[1:] {
		o.Name, o.Street = cmp.Or(o.Name, p.Name), cmp.Or(o.Street, p.Street)
		o.PostalCode, o.City = cmp.Or(o.PostalCode, p.PostalCode), cmp.Or(o.City, p.City)
		o.Email, o.URL = cmp.Or(o.Email, p.Email), cmp.Or(o.URL, p.URL)
		o.Appointment, o.Accessibility = cmp.Or(o.Appointment, p.Appointment), cmp.Or(o.Accessibility, p.Accessibility)
		if len(o.Phones) == 0 {
			o.Phones = p.Phones
		}
	}
	return &o, nil
}

// sourcesOf are the names of the sources of hits.
func sourcesOf(hits []retrieval.Hit) []string {
	names := []string{}
	for _, h := range hits {
		if !slices.Contains(names, h.Document.Source) {
			names = append(names, h.Document.Source)
		}
	}
	return names
}

// running lists the notices that are on at now and touch the service, the area or the sources
// that are quoted. A notice bound to one of these is not shown beside anything else.
func running(ctx context.Context, tx pgx.Tx, service *located, sources []string, area string, now time.Time) ([]*auskunft.NoticeFacts, error) {
	var keys []string
	if service != nil {
		keys = append(append(keys, service.Key), service.LeiKa...)
	}
	rows, err := tx.Query(ctx, `
		SELECT title, body, severity, ends_at, texts FROM notices
		 WHERE starts_at <= $1 AND (ends_at IS NULL OR ends_at > $1)
		   AND (services = '{}' OR services && $2::text[]) AND (areas = '{}' OR $3 = '' OR $3 = ANY (areas))
		   AND (sources = '{}' OR sources && $4)
		 ORDER BY severity = 'urgent' DESC, severity = 'warning' DESC, starts_at DESC, title LIMIT 3`, now, keys, area, sources)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (*auskunft.NoticeFacts, error) {
		n := &auskunft.NoticeFacts{}
		return n, row.Scan(&n.Title, &n.Text, &n.Severity, &n.Until, &n.Texts)
	})
}

func serviceFacts(s located) *auskunft.ServiceFacts {
	f := &auskunft.ServiceFacts{
		Name: cmp.Or(s.PlainName, s.Name), Lang: s.lang, URL: s.url, Deadlines: s.Deadlines, Duration: s.Duration,
		Documents: s.Documents, Online: s.Online, Forms: s.Forms,
	}
	for _, fee := range s.Fees {
		f.Fees = append(f.Fees, feeLine(fee))
	}
	return f
}

func officeFacts(o auskunft.Office, now time.Time) *auskunft.OfficeFacts {
	h := hours{o}
	f := &auskunft.OfficeFacts{
		Name: o.Name, Address: address(o), Phones: o.Phones, Email: o.Email, URL: o.URL,
		Appointment: o.Appointment, Accessibility: o.Accessibility,
	}
	if len(o.Hours) > 0 { // without any we do not know, and "closed" would be a guess
		f.Today = h.today(now)
		f.OpenNow, f.Next = h.openAt(now)
		f.Week = h.week()
	}
	return f
}

func address(o auskunft.Office) string {
	town := strings.TrimSpace(o.PostalCode + " " + o.City)
	if o.Street == "" || town == "" {
		return o.Street + town
	}
	return o.Street + ", " + town
}
