package token

import (
	"context"
	"net/http"
	"strings"

	"auskunft"
	"auskunft/internal/web"
)

// Readers knows what the bearer of a secret may read; *Store is one.
type Readers interface {
	Reader(ctx context.Context, secret string) (reader auskunft.Reader, ok bool, err error)
}

// Bearer lets a request with a token read what the token may (web.Reader). One with a token that
// is not good is refused, never answered as anybody's: its sender would take the public's
// answer for its own. A request without one goes through as anybody's, unless it is required.
func Bearer(tokens Readers, required bool, problems *web.Problems) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			secret, ok := Secret(r)
			if !ok {
				if required {
					refuse(w, r, problems)
					return
				}
				next.ServeHTTP(w, r)
				return
			}
			reader, ok, err := tokens.Reader(r.Context(), secret)
			switch {
			case err != nil:
				problems.Write(w, r, err)
			case !ok:
				refuse(w, r, problems)
			default:
				w.Header().Set("Cache-Control", "no-store")
				next.ServeHTTP(w, r.WithContext(web.WithReader(r.Context(), reader)))
			}
		})
	}
}

// Secret is the token that a request brings along.
func Secret(r *http.Request) (secret string, ok bool) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(secret), strings.EqualFold(scheme, "Bearer")
}

func refuse(w http.ResponseWriter, r *http.Request, problems *web.Problems) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="Auskunft"`)
	problems.Write(w, r, web.ErrUnauthorized)
}
