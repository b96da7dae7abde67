// Package staff is the pages that agents work with, who have a caller on the line: the
// search with its answers, what citizens left for a person, what staff report; and where
// everybody signs in. Its subpackages are the other rooms of the administration's pages.
//
// Every page is plain HTML from a template and works without script; script makes it
// quicker (results while typing), never possible. One file and one struct a page.
// What the pages need from other rooms is named by the small interfaces below.
package staff

import (
	"context"
	"embed"
	"log/slog"
	"net/http"
	"time"

	"auskunft"
	"auskunft/kb/account"
	"auskunft/kb/staff/frame"
	"auskunft/retrieval"
	"auskunft/retrieval/lexical"
)

// Searcher finds passages; package retrieval has it.
type Searcher interface {
	Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error)
}

// Asker answers a question as a whole; package chat has it.
type Asker interface {
	Ask(ctx context.Context, q auskunft.Question) (auskunft.Answer, error)
}

// Analyser reduces text to the terms that search compares; highlighting marks what
// search has found, not what looks like it.
type Analyser interface {
	Terms(lang, text string) []lexical.Term
}

// Catalogue knows what stands beside the texts; package retrieval/catalog has it.
type Catalogue interface {
	Owners(ctx context.Context, reader auskunft.Reader, documents []int64) (map[int64]string, error)
	Sources(ctx context.Context, reader auskunft.Reader) ([]string, error)
	Related(ctx context.Context, reader auskunft.Reader, documents []int64) ([]auskunft.Link, error)
	Notices(ctx context.Context, reader auskunft.Reader, hits []retrieval.Hit, area string, now time.Time) ([]*auskunft.NoticeFacts, error)
}

// Sessions signs people in and out; package account has it. SignIn returns an error of
// kind auskunft.Forbidden when login or password is wrong. SignOut returns the address where
// the identity provider ends its own session, "" when there is none.
type Sessions interface {
	SignIn(w http.ResponseWriter, r *http.Request, login, password string) (auskunft.Account, error)
	SignOut(w http.ResponseWriter, r *http.Request) (provider string, err error)
}

// Provider signs people in at the city's identity provider; package account has it.
type Provider interface {
	ProviderName() (name string, ready bool)
	Begin(w http.ResponseWriter, r *http.Request, next string) (address string, err error)
	Finish(w http.ResponseWriter, r *http.Request) (next string, err error)
	BackChannel(r *http.Request) error
}

// Deps is what the pages are built from.
type Deps struct {
	Search      Searcher
	Ask         Asker
	Analyse     Analyser
	Catalogue   Catalogue         // nil: hits have no owner, answers nothing related
	Areas       map[string]string // keys of the districts by name
	Address     string            // how people reach us, without a slash at the end; "": as the request did
	Sessions    Sessions
	Provider    Provider         // nil: people sign in with local accounts only
	Draft       Drafter          // nil: nobody drafts replies
	Inbox       Inbox            // nil: there are no pages of requests
	Signals     Signals          // nil: nobody can say what helped or is missing
	Trial       Trial            // nil: nobody measures whether answers help
	RequestDays int              // after which a request is deleted
	Now         func() time.Time // nil: time.Now
	Log         *slog.Logger     // nil: nothing is logged
}

//go:embed templates/*.html
var templates embed.FS

//go:embed texts/de.json
var texts []byte

type pages struct {
	Deps
	*frame.Room
}

// Register adds the pages to the site.
func Register(site *frame.Site, deps Deps) error {
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	room, err := site.Room(templates, texts)
	if err != nil {
		return err
	}
	p := &pages{deps, room}
	p.signInRoutes()
	p.Handle("GET "+searchPath, account.Search, p.search)
	p.Handle("GET "+frame.Root+"/answer", account.Ask, p.answer)
	if p.Trial != nil {
		p.Handle("POST "+copiedPath, account.Search, p.copied)
	}
	p.Handle("GET "+frame.Root+"/opensearch.xml", account.Enter, p.openSearch)
	p.Handle("GET "+rightsPath, account.SeeRights, p.rights)
	desk := []frame.Link{{Text: "search", Path: searchPath, Needs: account.Search}}
	if p.Draft != nil {
		p.replyRoutes()
		desk = append(desk, frame.Link{Text: "reply", Path: replyPath, Needs: account.Reply})
	}
	p.Area("search", desk...)
	if p.Inbox != nil {
		p.inboxRoutes()
		p.Area("inbox", frame.Link{Text: "inbox", Path: inboxPath, Needs: account.ReadInbox})
	}
	if p.Signals != nil {
		p.signalRoutes()
		p.Area("reports", frame.Link{Text: "reports", Path: reportsPath, Needs: account.SeeGaps})
	}
	return nil
}
