package safehttp

import (
	"mime"
	"net/http"
	"net/url"
	"strings"

	"auskunft"
)

// redirect is where an answer redirects to, nil when it does not.
func (r *Response) redirect() (*url.URL, error) {
	switch r.Status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil
	}
	location := r.Header.Get("Location")
	if location == "" {
		return nil, nil
	}
	to, err := r.URL.Parse(location)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, codeAddress, "%s redirects to %q, which is no address", r.URL, location)
	}
	return Parse(to.String())
}

// Location is where an answer redirects to, nil when it does not, or to no address that
// may be fetched.
func (r *Response) Location() *url.URL {
	to, err := r.redirect()
	if err != nil {
		return nil
	}
	return to
}

// MediaType is the type of the body without parameters, in small letters; "" when the
// answer does not say.
func (r *Response) MediaType() string {
	value := r.Header.Get("Content-Type")
	kind, _, err := mime.ParseMediaType(value)
	if err != nil {
		kind, _, _ = strings.Cut(value, ";")
	}
	return strings.ToLower(strings.TrimSpace(kind))
}

// Problem is nil for an answer with what was asked for (2xx, 304), else an error whose kind
// says whose turn it is:
//
//	NotFound    it is gone (404, 410)
//	Forbidden   it asks who we are, or does not let us (401, 403)
//	Unavailable the server has trouble (429, 5xx)
//	Invalid     anything else
func (r *Response) Problem() error {
	say := func(kind auskunft.ErrorKind, code, sentence string) error {
		return auskunft.Errorf(kind, code, "%s: %s (status %d)", r.URL, sentence, r.Status)
	}
	switch {
	case r.Status >= 200 && r.Status < 300 || r.Status == http.StatusNotModified:
		return nil
	case r.Status == http.StatusNotFound || r.Status == http.StatusGone:
		return say(auskunft.NotFound, "fetch_gone", "there is nothing at this address any more")
	case r.Status == http.StatusUnauthorized:
		return say(auskunft.Forbidden, "fetch_sign_in", "it asks for a sign-in")
	case r.Status == http.StatusForbidden:
		return say(auskunft.Forbidden, "fetch_forbidden", "the server does not let us read it")
	case r.Status == http.StatusTooManyRequests:
		return say(auskunft.Unavailable, "fetch_busy", "the server asks us to come less often")
	case r.Status >= 500:
		return say(auskunft.Unavailable, "fetch_server", "the server has a fault")
	}
	return say(auskunft.Invalid, "fetch_status", "the server answers with something that is no text")
}
