package wiki

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"

	"auskunft"
	"auskunft/internal/safehttp"
)

// The options that say where a token is. They name it and never hold it: options are stored
// and shown.
const (
	TokenEnv  = "token_env"
	TokenFile = "token_file"
)

// tokenName is narrow on purpose: whoever may configure a source may not have any variable of
// the process sent to a server of their choice.
var tokenName = regexp.MustCompile(`^WIKI_[A-Z0-9_]{1,60}$`)

// tokenSuffix is narrow for the same reason, for files.
const tokenSuffix = ".token"

// Token is the token that the options name, "" when they name none.
func Token(options map[string]string) (string, error) {
	env, file := options[TokenEnv], options[TokenFile]
	token := ""
	switch {
	case env == "" && file == "":
		return "", nil
	case env != "" && file != "":
		return "", auskunft.Errorf(auskunft.Invalid, "source_token", "token_env and token_file both name a token; one will do")
	case env != "":
		if !tokenName.MatchString(env) {
			return "", auskunft.Errorf(auskunft.Invalid, "source_token", "token_env names %q; only variables whose names begin with WIKI_ are read, in capitals", env)
		}
		token = os.Getenv(env)
	default:
		if !strings.HasSuffix(file, tokenSuffix) {
			return "", auskunft.Errorf(auskunft.Invalid, "source_token", "token_file names %q; only files whose names end with %s are read", file, tokenSuffix)
		}
		f, err := os.Open(file)
		if err != nil {
			return "", auskunft.Errorf(auskunft.Invalid, "source_token", "the file of the token cannot be read: %w", err)
		}
		defer f.Close()
		data, err := io.ReadAll(io.LimitReader(f, 4096))
		if err != nil {
			return "", auskunft.Errorf(auskunft.Invalid, "source_token", "the file of the token cannot be read: %w", err)
		}
		token = string(data)
	}
	if token = strings.TrimSpace(token); token == "" || strings.ContainsAny(token, " \r\n\t") {
		return "", auskunft.Errorf(auskunft.Invalid, "source_token", "%s holds no token in one word", env+file)
	}
	return token, nil
}

// API is a wiki's interface that answers with JSON. Cookies that it sets come with the
// requests after that. It is safe for concurrent use.
type API struct {
	client *safehttp.Client
	base   *url.URL
	header http.Header

	mu      sync.Mutex
	cookies map[string]string
}

// NewAPI prepares an interface whose paths are below base. header goes along with each request.
func NewAPI(client *safehttp.Client, base string, header http.Header) (*API, error) {
	u, err := safehttp.Parse(strings.TrimRight(base, "/"))
	if err != nil {
		return nil, err
	}
	u.RawQuery, u.Fragment = "", ""
	return &API{client: client, base: u, header: header, cookies: map[string]string{}}, nil
}

// WithoutHeader is the interface as somebody sees it who is not signed in.
func (a *API) WithoutHeader() *API {
	return &API{client: a.client, base: a.base, cookies: map[string]string{}}
}

// Get asks for a path below the base, with its query.
func (a *API) Get(ctx context.Context, path string, into any) error {
	response, err := a.do(ctx, safehttp.Request{URL: a.address(path)}, "application/json")
	if err != nil {
		return err
	}
	return decode(response, into)
}

// Post sends a form.
func (a *API) Post(ctx context.Context, path string, form url.Values, into any) error {
	r := safehttp.Request{Method: http.MethodPost, URL: a.address(path), Body: []byte(form.Encode()), Follow: safehttp.NoFollow}
	response, err := a.do(ctx, r, "application/json")
	if err != nil {
		return err
	}
	return decode(response, into)
}

// File asks for a file of at most limit bytes.
func (a *API) File(ctx context.Context, path string, limit int64) ([]byte, error) {
	response, err := a.do(ctx, safehttp.Request{URL: a.address(path), MaxBytes: limit}, "*/*")
	if err != nil {
		return nil, err
	}
	return response.Body, nil
}

func (a *API) do(ctx context.Context, r safehttp.Request, accept string) (*safehttp.Response, error) {
	r.Header = http.Header{}
	if a.header != nil {
		r.Header = a.header.Clone()
	}
	r.Header.Set("Accept", accept)
	if r.Method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	a.mu.Lock()
	var cookies []string
	for _, name := range slices.Sorted(maps.Keys(a.cookies)) {
		cookies = append(cookies, name+"="+a.cookies[name])
	}
	a.mu.Unlock()
	if len(cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(cookies, "; "))
	}
	response, err := a.client.Do(ctx, r)
	if err != nil {
		return nil, err
	}
	if response.URL.Host == a.base.Host {
		a.mu.Lock()
		for _, c := range (&http.Response{Header: response.Header}).Cookies() {
			a.cookies[c.Name] = c.Value
		}
		a.mu.Unlock()
	}
	return response, problem(response)
}

// address is a path below the base. Servers write some paths from the root of the host; the
// host is always ours.
func (a *API) address(path string) string {
	path = "/" + strings.TrimLeft(path, "/")
	if a.base.Path != "" && strings.HasPrefix(path, a.base.Path+"/") {
		return a.base.Scheme + "://" + a.base.Host + path
	}
	return a.base.String() + path
}

func decode(response *safehttp.Response, into any) error {
	if err := json.Unmarshal(response.Body, into); err != nil {
		if strings.Contains(response.MediaType(), "html") {
			return auskunft.Errorf(auskunft.Invalid, "wiki_answer",
				"%s answers with a web page, not with data: is the address that of the wiki itself, and may the token sign in there?", response.URL)
		}
		return auskunft.Errorf(auskunft.Invalid, "wiki_answer", "%s answers with something that cannot be read: %w", response.URL, err)
	}
	return nil
}

// problem says in a sentence what is wrong and what to do.
func problem(response *safehttp.Response) error {
	err := response.Problem()
	if err == nil {
		return nil
	}
	advice := ""
	switch response.Status {
	case http.StatusUnauthorized:
		advice = "the wiki does not accept the token: is it expired, does it belong to the account that the option user names?"
	case http.StatusForbidden:
		advice = "the wiki knows the account but does not let it read this: give it the right to view the spaces and to use the interface"
	case http.StatusNotFound:
		advice = "the wiki has nothing there: is the address right, with the part behind the host, and may the account see the spaces?"
	case http.StatusTooManyRequests:
		advice = "the wiki wants fewer requests; what is stored stays, run the import again later"
	case http.StatusBadRequest:
		advice = "the wiki does not understand the question: is there a space with each of the keys?"
	default:
		return err
	}
	return &auskunft.Error{Kind: auskunft.KindOf(err), Code: auskunft.CodeOf(err), Err: fmt.Errorf("%s (%w)", advice, err)}
}
