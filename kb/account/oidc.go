package account

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"auskunft"
	"auskunft/internal/config"
)

// providerTimeout is how long one question to the provider may take: somebody waits.
const providerTimeout = 10 * time.Second

// ProviderConfig is how an identity provider is reached and what it means here.
type ProviderConfig struct {
	Issuer      string
	ClientID    string
	Secret      config.Secret // "" for a public client: PKCE alone
	Name        string        // as people call it: "Stadt-Konto"
	Scopes      []string
	GroupsClaim string // where the groups stand: an array of names
	Groups      Groups
	Callback    string // our address the provider sends people back to
	SignedOut   string // and after signing out
	Log         *slog.Logger
	Now         func() time.Time // nil: time.Now
}

// Provider is an identity provider that speaks OpenID Connect. It may be away when the
// program starts: Connect goes on looking for it, and local accounts work meanwhile.
type Provider struct {
	ProviderConfig
	client    *http.Client
	connected atomic.Pointer[connection]
}

// connection is what the provider has said about itself.
type connection struct {
	*oidc.Provider
	verifier   *oidc.IDTokenVerifier
	oauth      oauth2.Config
	endSession string // "" when it has no address for signing out
}

// NewProvider describes a provider; nothing is asked yet.
func NewProvider(c ProviderConfig) *Provider {
	return &Provider{ProviderConfig: c, client: &http.Client{Timeout: providerTimeout}}
}

// Ready reports whether people can sign in at the provider.
func (p *Provider) Ready() bool { return p.connected.Load() != nil }

// Connect looks for the provider until it answers or ctx ends, at first every second, later
// every minute.
func (p *Provider) Connect(ctx context.Context) {
	for wait := time.Second; ; wait = min(2*wait, time.Minute) {
		err := p.discover(ctx)
		if err == nil {
			p.Log.InfoContext(ctx, "identity provider found", "issuer", p.Issuer)
			return
		}
		p.Log.WarnContext(ctx, "identity provider not reached; local accounts can sign in, trying again", "issuer", p.Issuer, "in", wait, "error", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

func (p *Provider) discover(ctx context.Context) error {
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.Issuer)
	if err != nil {
		return err
	}
	var more struct {
		EndSession string `json:"end_session_endpoint"`
	}
	if err := found.Claims(&more); err != nil {
		return err
	}
	p.connected.Store(&connection{
		Provider: found, endSession: more.EndSession,
		verifier: found.Verifier(&oidc.Config{ClientID: p.ClientID, Now: p.Now}),
		oauth: oauth2.Config{
			ClientID: p.ClientID, ClientSecret: p.Secret.Reveal(), Endpoint: found.Endpoint(),
			RedirectURL: p.Callback, Scopes: p.Scopes,
		},
	})
	return nil
}

func (p *Provider) connection() (*connection, error) {
	if c := p.connected.Load(); c != nil {
		return c, nil
	}
	return nil, p.away(errors.New("it was never reached"))
}

func (p *Provider) away(err error) error {
	return auskunft.Errorf(auskunft.Unavailable, "provider_away", "the identity provider %s does not answer: %w", p.Issuer, err)
}

// authorize is the address where somebody signs in.
func (p *Provider) authorize(state, nonce, verifier string) (string, error) {
	c, err := p.connection()
	if err != nil {
		return "", err
	}
	return c.oauth.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), nil
}

// person is who signed in at the provider.
type person struct {
	subject, login, name string
	groups               []string
	session              session
}

// redeem exchanges the code that the provider sent for who signed in.
func (p *Provider) redeem(ctx context.Context, code, nonce, verifier string) (person, error) {
	c, err := p.connection()
	if err != nil {
		return person{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := c.oauth.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok && refused.Response.StatusCode < 500 {
		return person{}, refuse("the provider refused the code: %w", err)
	}
	if err != nil {
		return person{}, p.away(err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := c.verifier.Verify(ctx, raw)
	if err != nil {
		return person{}, refuse("the ID token is not valid: %w", err)
	}
	if id.Nonce != nonce {
		return person{}, refuse("the ID token is of another sign-in")
	}
	all := map[string]json.RawMessage{}
	if err := id.Claims(&all); err != nil {
		return person{}, refuse("the ID token's claims: %w", err)
	}
	if err := p.addUserInfo(ctx, c, token, id.Subject, all); err != nil {
		return person{}, err
	}
	who := person{subject: id.Subject, session: session{raw, text(all["sid"])}, groups: list(all[p.GroupsClaim])}
	who.login = first(text(all["preferred_username"]), text(all["upn"]), text(all["email"]), id.Subject)
	who.name = first(text(all["name"]), who.login)
	return who, nil
}

// addUserInfo asks for claims that the ID token lacks: some providers keep it short and give
// groups only here.
func (p *Provider) addUserInfo(ctx context.Context, c *connection, token *oauth2.Token, subject string, claims map[string]json.RawMessage) error {
	if _, ok := claims[p.GroupsClaim]; ok || c.UserInfoEndpoint() == "" {
		return nil
	}
	info, err := c.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return p.away(err)
	}
	if info.Subject != subject {
		return refuse("the user info is of %q, the ID token of %q", info.Subject, subject)
	}
	more := map[string]json.RawMessage{}
	if err := info.Claims(&more); err != nil {
		return refuse("the user info's claims: %w", err)
	}
	for name, value := range more {
		if _, ok := claims[name]; !ok {
			claims[name] = value
		}
	}
	return nil
}

// refuse is an error of a sign-in that must be begun anew.
func refuse(format string, args ...any) error {
	return auskunft.Errorf(auskunft.Forbidden, "provider_refused", format, args...)
}

// signOutURL is where the provider ends its session, "" when it has no such address.
func (p *Provider) signOutURL(idToken string) string {
	c := p.connected.Load()
	if c == nil || c.endSession == "" {
		return ""
	}
	u, err := url.Parse(c.endSession)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("id_token_hint", idToken)
	q.Set("client_id", p.ClientID)
	q.Set("post_logout_redirect_uri", p.SignedOut)
	u.RawQuery = q.Encode()
	return u.String()
}

// loggedOut checks a logout token, by which the provider says that it has ended a session.
func (p *Provider) loggedOut(ctx context.Context, token string) (*oidc.LogoutToken, error) {
	c, err := p.connection()
	if err != nil {
		return nil, err
	}
	t, err := c.verifier.VerifyLogout(oidc.ClientContext(ctx, p.client), token)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "logout_token", "%w", err)
	}
	return t, nil
}

// text is a claim that is a string, else "".
func text(claim json.RawMessage) (s string) {
	_ = json.Unmarshal(claim, &s) // what is no string is as if it were not there
	return s
}

// list is a claim that is an array of strings or, as some providers write one group, a string.
func list(claim json.RawMessage) (all []string) {
	if json.Unmarshal(claim, &all) == nil {
		return all
	}
	if s := text(claim); s != "" {
		return []string{s}
	}
	return nil
}

func first(candidates ...string) string {
	for _, s := range candidates {
		if s != "" {
			return s
		}
	}
	return ""
}
