package confluence

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/ingest/source/wiki"
)

// rest is a running wiki. Everything is asked of one resource, the search for contents, which
// Data Center and Cloud have alike: /rest/api/content/search below the wiki's address.
//
// A listing asks for all contents of the spaces with their versions and restrictions, 200 at
// a time, and for no text. It is not limited to what changed since the last time: neither a
// new restriction nor a deletion is a change of the page. Texts are asked for one by one when
// a version or anything else that makes the document is new.
type rest struct {
	api   *wiki.API
	token bool
}

// pageSize is how many contents are asked for at once; Data Center never gives more.
const pageSize = 200

// maxContents bounds how many contents a place may have.
const maxContents = 500_000

func openREST(p source.Place) (*rest, error) {
	token, err := wiki.Token(p.Options)
	if err != nil {
		return nil, err
	}
	if len(wiki.List(p.Options["spaces"])) == 0 {
		return nil, auskunft.Errorf(auskunft.Invalid, "source_option", "which spaces are to be read? Give their keys: spaces=BUERGER,BAUEN")
	}
	header := http.Header{}
	switch user := p.Options["user"]; {
	case token == "" && user != "":
		return nil, auskunft.Errorf(auskunft.Invalid, "source_token", "there is a user but no token; name it with token_env or token_file")
	case token == "":
	case user != "": // Cloud: the account's mail address and its token
		header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user+":"+token)))
	default: // Data Center: a personal access token
		header.Set("Authorization", "Bearer "+token)
	}
	base := p.Location
	if u, err := url.Parse(base); err == nil && strings.HasSuffix(u.Hostname(), ".atlassian.net") && strings.Trim(u.Path, "/") == "" {
		base = strings.TrimRight(base, "/") + "/wiki"
	}
	api, err := wiki.NewAPI(p.Client, base, header)
	return &rest{api, token != ""}, err
}

// Close has nothing to give back.
func (r *rest) Close() error { return nil }

// result is one content as the interface describes it.
type result struct {
	ID        string
	Type      string
	Status    string
	Title     string
	Space     struct{ Key, Name string }
	Ancestors []struct{ ID string }
	Container struct{ ID string }
	Version   struct {
		Number int
		When   string
	}
	Metadata struct {
		Labels struct {
			Results []struct{ Name, Prefix string }
		}
	}
	Restrictions *struct {
		Read *struct {
			Restrictions *struct {
				User  *subjects
				Group *subjects
			}
		}
	}
	Body struct {
		Storage struct{ Value string }
	}
	Links struct{ Download string } `json:"_links"`
}

// subjects are people or groups; size counts them all, results may be the first of them.
type subjects struct {
	Results []struct{ Name string }
	Size    int
}

type results struct {
	Results []result
	Links   struct{ Next string } `json:"_links"`
}

// restrictionFields are what has to be asked for to know who may view a content itself.
const restrictionFields = "restrictions.read.restrictions.user,restrictions.read.restrictions.group"

func (r *rest) search(cql, expand string, limit int) string {
	return "/rest/api/content/search?" + url.Values{"cql": {cql}, "expand": {expand}, "limit": {strconv.Itoa(limit)}}.Encode()
}

func (r *rest) load(ctx context.Context, o options) (*tree, error) {
	t := newTree(o)
	for _, key := range o.spaces {
		t.spaces[key] = &space{key: key}
		if err := r.space(ctx, t, key); err != nil {
			return nil, fmt.Errorf("space %s: %w", key, err)
		}
	}
	for id, c := range t.contents { // those of contents that cannot be seen
		if p := t.contents[c.parent]; c.kind == attachment && (p == nil || p.kind == attachment) {
			delete(t.contents, id)
		}
	}
	return t, nil
}

// space lists the contents of one space.
func (r *rest) space(ctx context.Context, t *tree, key string) error {
	if r.token && !t.options.ignoreSpacePermissions {
		t.spaces[key].closed = !r.open(ctx, key)
	}
	cql := fmt.Sprintf("space = %s and type in (page, blogpost, attachment) order by created", quote(key))
	next := r.search(cql, "version,ancestors,space,container,metadata.labels,"+restrictionFields, pageSize)
	var seen []string
	for next != "" {
		if slices.Contains(seen, next) || len(t.contents) > maxContents {
			return auskunft.Errorf(auskunft.Limited, "too_many_records", "the wiki's list does not end (%d contents)", len(t.contents))
		}
		seen = append(seen, next)
		var page results
		if err := r.api.Get(ctx, next, &page); err != nil {
			return err
		}
		for _, one := range page.Results {
			r.add(t, key, one)
		}
		next = page.Links.Next
	}
	return nil
}

// quote makes a string of the query language.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// open says whether people see the space who are not signed in. Anything but contents means
// that they do not.
func (r *rest) open(ctx context.Context, key string) bool {
	var page results
	err := r.api.WithoutHeader().Get(ctx, r.search("space = "+quote(key), "version", 1), &page)
	return err == nil && len(page.Results) > 0
}

// add takes one content into the tree.
func (r *rest) add(t *tree, space string, one result) {
	kind := map[string]string{"page": page, "blogpost": blogPost, "attachment": attachment}[one.Type]
	c := &content{
		id: strings.TrimPrefix(one.ID, "att"), kind: kind, title: wiki.Line(one.Title), space: space,
		version: strconv.Itoa(one.Version.Number), view: r.restriction(one), download: one.Links.Download,
	}
	if kind == "" || one.Status != "" && one.Status != "current" || kind == attachment && !readable(c.title) {
		return
	}
	if when, err := time.Parse(time.RFC3339, one.Version.When); err == nil {
		c.changed = when
	}
	for _, l := range one.Metadata.Labels.Results {
		if l.Prefix == "global" || l.Prefix == "" {
			c.labels = append(c.labels, l.Name)
		}
	}
	slices.Sort(c.labels)
	switch n := len(one.Ancestors); {
	case kind == attachment:
		c.parent = one.Container.ID
	case n > 0:
		c.parent = one.Ancestors[n-1].ID
	case kind == page && t.spaces[space].home == "":
		t.spaces[space].home = c.id
	}
	if one.Space.Name != "" {
		t.spaces[space].name = wiki.Line(one.Space.Name)
	}
	t.contents[c.id] = c
}

// restriction reads who may view a content, whatever is above it. What is seen without a token
// everybody may view; attachments have no restrictions of their own.
func (r *rest) restriction(one result) restriction {
	if !r.token || one.Type == "attachment" {
		return restriction{}
	}
	x := one.Restrictions
	if x == nil || x.Read == nil || x.Read.Restrictions == nil || x.Read.Restrictions.User == nil || x.Read.Restrictions.Group == nil {
		return restriction{unknown: "the wiki does not tell its restrictions"}
	}
	users, groups := x.Read.Restrictions.User, x.Read.Restrictions.Group
	found := restriction{set: len(users.Results)+users.Size+len(groups.Results)+groups.Size > 0}
	for _, g := range groups.Results {
		found.groups = append(found.groups, g.Name)
	}
	return found
}

// body asks for the text of one content, and that nothing changed since it was listed: a page
// that was restricted meanwhile must not be stored as it was then.
func (r *rest) body(ctx context.Context, c *content) (string, error) {
	var found results
	if err := r.api.Get(ctx, r.search("id = "+c.id, "body.storage,version,"+restrictionFields, 1), &found); err != nil {
		return "", err
	}
	if len(found.Results) == 0 {
		return "", auskunft.Errorf(auskunft.NotFound, "source_gone", "the wiki has no %s any more", c.key())
	}
	one := found.Results[0]
	if view := r.restriction(one); strconv.Itoa(one.Version.Number) != c.version || view.set != c.view.set || view.unknown != c.view.unknown || !slices.Equal(view.groups, c.view.groups) {
		return "", auskunft.Errorf(auskunft.Conflict, "source_changed", "%s changed while it was read; the next import takes it", c.key())
	}
	return one.Body.Storage.Value, nil
}

// file fetches an attachment.
func (r *rest) file(ctx context.Context, _ *tree, c *content) ([]byte, error) {
	if !strings.HasPrefix(c.download, "/") {
		return nil, auskunft.Errorf(auskunft.Invalid, "attachment_missing", "the wiki names no address for the file")
	}
	return r.api.File(ctx, c.download, extract.MaxBytes)
}
