package mediawiki

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/PuerkitoBio/goquery"

	"auskunft"
	"auskunft/ingest/source"
	"auskunft/ingest/source/wiki"
)

// api is a running wiki. The first listing asks for all pages with their revisions, 500 at a
// time; later ones ask for the recent changes since then. A deletion, a move or a redirect
// among them, and the time, make it ask for all pages again.
type api struct {
	api   *wiki.API
	path  string // of api.php below the host
	user  string // of a bot password; "" without a sign-in of that kind
	token string

	state state // of the last complete run, and then of this one

	mu       sync.Mutex
	signedIn bool
}

// state is what is remembered from run to run.
type state struct {
	Site   *site     `json:"site"`
	Since  time.Time `json:"since"`  // by the wiki's clock
	Listed time.Time `json:"listed"` // when all pages were asked for
}

// Recent changes are kept for 90 days, unless a wiki wants otherwise. All pages are asked for
// at least once a week, so that a change that a wiki did not note is found.
const (
	relist = 7 * 24 * time.Hour
	// overlap is how far before the last time recent changes are asked for: they may be
	// noted in another order than they happened.
	overlap = 10 * time.Minute
)

func openAPI(p source.Place) (*api, error) {
	u, err := url.Parse(p.Location)
	if err != nil || !strings.HasSuffix(u.Path, ".php") {
		return nil, auskunft.Errorf(auskunft.Invalid, "source_location", "%s is no interface; give the address of the wiki's api.php, such as https://wiki.stadt.example/w/api.php", p.Location)
	}
	token, err := wiki.Token(p.Options)
	if err != nil {
		return nil, err
	}
	a := &api{path: u.Path, user: p.Options["user"], token: token}
	header := http.Header{}
	switch {
	case a.user != "" && token == "":
		return nil, auskunft.Errorf(auskunft.Invalid, "source_token", "there is a user but no token; name the file or variable of the bot's password with token_file or token_env")
	case a.user == "" && token != "": // OAuth 2, a consumer for its owner only
		header.Set("Authorization", "Bearer "+token)
	}
	u.Path, u.RawQuery = "", ""
	if a.api, err = wiki.NewAPI(p.Client, u.String(), header); err != nil {
		return nil, err
	}
	if p.State != nil {
		if err := json.Unmarshal(p.State, &a.state); err != nil {
			a.state = state{} // of another version of this program: all pages are asked for
		}
	}
	return a, nil
}

// Close has nothing to give back.
func (a *api) Close() error { return nil }

// State implements source.Keeper.
func (s *Wiki) State() (json.RawMessage, error) { return json.Marshal(s.api.state) }

// values are the parameters of a request.
func values(pairs ...string) url.Values {
	v := url.Values{"format": {"json"}, "formatversion": {"2"}}
	for pair := range slices.Chunk(pairs, 2) {
		v.Set(pair[0], pair[1])
	}
	return v
}

// failure is how the interface says that it will not.
type failure struct {
	Error *struct{ Code, Info string }
}

func (f failure) problem() error {
	if f.Error == nil {
		return nil
	}
	say := func(kind auskunft.ErrorKind, sentence string) error {
		return auskunft.Errorf(kind, "wiki_refuses", "%s (%s: %s)", sentence, f.Error.Code, f.Error.Info)
	}
	switch code := f.Error.Code; {
	case code == "readapidenied" || code == "permissiondenied" || strings.HasPrefix(code, "mwoauth"):
		return say(auskunft.Forbidden, "the wiki may only be read after signing in, and not by this account: name a bot's password with user and token_file")
	case code == "nosuchpageid" || code == "missingtitle" || code == "nosuchrevid":
		return say(auskunft.NotFound, "the wiki has no such page any more")
	case code == "ratelimited" || code == "maxlag" || code == "readonly":
		return say(auskunft.Unavailable, "the wiki wants fewer requests; what is stored stays, run the import again later")
	}
	return say(auskunft.Invalid, "the wiki does not understand the question")
}

// get asks the interface; into embeds failure.
func (a *api) get(ctx context.Context, v url.Values, into interface{ problem() error }) error {
	if err := a.signIn(ctx); err != nil {
		return err
	}
	if err := a.api.Get(ctx, a.path+"?"+v.Encode(), into); err != nil {
		return err
	}
	return into.problem()
}

// signIn signs a bot in, once.
func (a *api) signIn(ctx context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.user == "" || a.signedIn {
		return nil
	}
	var tokens struct {
		failure
		Query struct {
			Tokens struct {
				Login string `json:"logintoken"`
			}
		}
	}
	if err := a.api.Get(ctx, a.path+"?"+values("action", "query", "meta", "tokens", "type", "login").Encode(), &tokens); err != nil {
		return err
	}
	var answer struct {
		failure
		Login struct{ Result, Reason string }
	}
	form := values("action", "login", "lgname", a.user, "lgpassword", a.token, "lgtoken", tokens.Query.Tokens.Login)
	if err := a.api.Post(ctx, a.path, form, &answer); err != nil {
		return err
	}
	if answer.Login.Result != "Success" {
		return auskunft.Errorf(auskunft.Forbidden, "wiki_sign_in",
			"the wiki does not accept the bot's password (%s %s): make one at Spezial:Botpasswörter, the user is written Name@Bot", answer.Login.Result, answer.Login.Reason)
	}
	a.signedIn = true
	return nil
}

// query is what the interface answers to action=query.
type query struct {
	failure
	Continue map[string]string
	Now      time.Time `json:"curtimestamp"`
	Query    struct {
		General struct {
			Server, Articlepath, Lang string
		}
		Pages []struct {
			PageID    int64 `json:"pageid"`
			Title     string
			LastRevID int64 `json:"lastrevid"`
			Redirect  bool
			Revisions []struct{ Timestamp time.Time }
			Redirects []struct{ Title string }
		}
		RecentChanges []change `json:"recentchanges"`
	}
}

type change struct {
	Type      string
	PageID    int64 `json:"pageid"`
	RevID     int64 `json:"revid"`
	Title     string
	Namespace int `json:"ns"`
	LogType   string
	Redirect  bool
	Timestamp time.Time
}

// maxAnswers bounds how many answers one question may have.
const maxAnswers = 5000

// all asks until the wiki has told everything.
func (a *api) all(ctx context.Context, v url.Values, each func(*query) error) error {
	for range maxAnswers {
		var q query
		if err := a.get(ctx, v, &q); err != nil {
			return err
		}
		if err := each(&q); err != nil {
			return err
		}
		if len(q.Continue) == 0 {
			return nil
		}
		for name, value := range q.Continue {
			v.Set(name, value)
		}
	}
	return auskunft.Errorf(auskunft.Limited, "too_many_records", "the wiki's list does not end")
}

func (a *api) load(ctx context.Context, o options) (*site, error) {
	if a.state.Site != nil && time.Since(a.state.Listed) < relist {
		complete, err := a.update(ctx, o)
		if err != nil {
			return nil, err
		}
		if complete {
			return a.state.Site.clone(), nil
		}
	}
	if err := a.list(ctx, o); err != nil {
		return nil, err
	}
	return a.state.Site.clone(), nil
}

// clone keeps what is remembered apart from what is worked with.
func (s *site) clone() *site {
	c := *s
	c.Pages = map[int64]page{}
	for id, p := range s.Pages {
		p.Redirects = slices.Clone(p.Redirects)
		c.Pages[id] = p
	}
	return &c
}

// list asks for all pages.
func (a *api) list(ctx context.Context, o options) error {
	s := &site{Lang: "de", Pages: map[int64]page{}}
	var general query
	if err := a.get(ctx, values("action", "query", "meta", "siteinfo", "siprop", "general", "curtimestamp", "1"), &general); err != nil {
		return err
	}
	g := general.Query.General
	if lang, _, _ := strings.Cut(g.Lang, "-"); languageTag.MatchString(lang) {
		s.Lang = lang
	}
	if strings.HasPrefix(g.Server, "//") {
		g.Server = "https:" + g.Server
	}
	if wiki.IsWeb(g.Server) {
		s.Article = g.Server + g.Articlepath
	}
	for _, space := range o.namespaces {
		v := values("action", "query", "generator", "allpages", "gapnamespace", strconv.Itoa(space), "gapfilterredir", "nonredirects", "gaplimit", "max",
			"prop", "info|redirects|revisions", "rvprop", "timestamp", "rdprop", "title", "rdlimit", "max")
		err := a.all(ctx, v, func(q *query) error {
			for _, found := range q.Query.Pages {
				p, known := s.Pages[found.PageID]
				if !known {
					p = page{ID: found.PageID, Title: found.Title, Revision: strconv.FormatInt(found.LastRevID, 10)}
				}
				for _, r := range found.Revisions {
					p.Changed = r.Timestamp
				}
				for _, r := range found.Redirects { // in several answers where there are many
					p.Redirects = append(p.Redirects, r.Title)
				}
				if p.ID != 0 && !found.Redirect {
					s.Pages[p.ID] = p
				}
			}
			if len(s.Pages) > maxPages {
				return auskunft.Errorf(auskunft.Limited, "too_many_records", "there are more than %d pages", maxPages)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	a.state = state{Site: s, Since: general.Now, Listed: time.Now()}
	return nil
}

// update applies what changed since the last time. complete is false when that does not tell
// everything: all pages have to be asked for then.
func (a *api) update(ctx context.Context, o options) (complete bool, err error) {
	s := a.state.Site.clone()
	known := map[string]bool{}
	for _, p := range s.Pages {
		for _, title := range p.Redirects {
			known[title] = true
		}
	}
	complete = true
	now := a.state.Since
	v := values("action", "query", "list", "recentchanges", "rcstart", a.state.Since.Add(-overlap).UTC().Format(time.RFC3339), "rcdir", "newer",
		"rcprop", "title|ids|loginfo|timestamp|redirect", "rctype", "edit|new|log", "rclimit", "max", "curtimestamp", "1")
	err = a.all(ctx, v, func(q *query) error {
		now = q.Now
		for _, c := range q.Query.RecentChanges {
			switch {
			case c.Type == "log" && slices.Contains([]string{"delete", "move", "import", "merge", "suppress"}, c.LogType):
				complete = false
			case c.Type == "log" || !slices.Contains(o.namespaces, c.Namespace) || c.PageID == 0:
			case c.Redirect != known[c.Title]: // a page became a redirect, or a redirect a page
				complete = false
			case !c.Redirect:
				p := s.Pages[c.PageID]
				if old, _ := strconv.ParseInt(p.Revision, 10, 64); c.RevID > old {
					p.ID, p.Title, p.Revision, p.Changed = c.PageID, c.Title, strconv.FormatInt(c.RevID, 10), c.Timestamp
					s.Pages[c.PageID] = p
				}
			}
		}
		return nil
	})
	if err == nil && complete {
		a.state.Site, a.state.Since = s, now
	}
	return complete, err
}

// furniture are the parts of a rendered page that are no text of it.
const furniture = ".mw-editsection, .toc, #toc, sup.reference, .references, .reflist, .navbox, .noprint, .mw-empty-elt, .mw-references-wrap, " +
	".thumb, figure, .gallery, .catlinks, .ambox, .mw-jump-link, style, .mw-cite-backlink"

func (a *api) read(ctx context.Context, p page) (rendered, error) {
	var answer struct {
		failure
		Parse struct {
			RevID      int64 `json:"revid"`
			Text       string
			Categories []struct {
				Category string
				Hidden   bool
			}
		}
	}
	v := values("action", "parse", "pageid", strconv.FormatInt(p.ID, 10), "prop", "text|revid|categories", "disableeditsection", "1", "disabletoc", "1", "disablelimitreport", "1")
	if err := a.get(ctx, v, &answer); err != nil {
		return rendered{}, err
	}
	if len(answer.Parse.Text) > maxText {
		return rendered{}, tooLarge(p)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader([]byte(answer.Parse.Text)))
	if err != nil {
		return rendered{}, auskunft.Errorf(auskunft.Invalid, "html", "the page cannot be read: %w", err)
	}
	doc.Find(furniture).Remove()
	html, err := doc.Find("body").Html()
	if err != nil {
		return rendered{}, fmt.Errorf("page %d: %w", p.ID, err)
	}
	r := rendered{original: []byte(answer.Parse.Text), format: "html", html: html}
	for _, c := range answer.Parse.Categories {
		if !c.Hidden {
			r.categories = append(r.categories, strings.ReplaceAll(c.Category, "_", " "))
		}
	}
	return r, nil
}
