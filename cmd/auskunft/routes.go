package main

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"auskunft"
	"auskunft/kb/account"
	"auskunft/kb/article"
	"auskunft/kb/mcp"
	"auskunft/kb/staff/frame"
)

// openRoutes are the routes outside the staff pages, which declare their own, with the
// action each needs. Nobody is signed in there: each must be one that a visitor may do.
var openRoutes = map[string]account.Action{
	"/healthz":                     account.Enter,
	"/readyz":                      account.Enter,
	"/":                            account.Enter, // leads to /chat
	"/*":                           account.Enter, // the demo town's website
	"/widget/*":                    account.UseDesk,
	mcp.Path:                       account.UseDesk, // with a token; what it reads, the token says
	article.Path + "{slug}":        account.UseDesk, // published and public ones
	article.Path + "{slug}/{file}": account.UseDesk,
	"/chat":                        account.UseDesk,
	"/chat/page.css":               account.UseDesk,
	"/chat/delete":                 account.UseDesk,
	"/chat/conversation":           account.UseDesk,
	"/chat/feedback":               account.UseDesk,
	"/chat/handover":               account.UseDesk,
	"/chat/handover/form":          account.UseDesk,
	"/api/v1/chat":                 account.UseDesk,
	"/api/v1/search":               account.UseDesk,
	"/api/v1/suggest":              account.UseDesk,
	"/api/v1/features":             account.UseDesk,
	"/api/v1/feedback":             account.UseDesk,
	"/api/v1/handover":             account.UseDesk,
	"/api/v1/handover/challenge":   account.UseDesk,
	"/api/v1/conversations/{id}":   account.UseDesk,
	"/api/v1/openapi.json":         account.UseDesk,
	"/api/v1/openapi.yaml":         account.UseDesk,
	"/api/v1/openapi-3.0.json":     account.UseDesk,
	"/api/v1/openapi-3.0.yaml":     account.UseDesk,
}

// checkRoutes makes sure that every route has declared what it needs: the server does not
// start with one that was forgotten.
func checkRoutes(routes chi.Routes) error {
	return chi.Walk(routes, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if route == frame.Root || strings.HasPrefix(route, frame.Root+"/") {
			return nil
		}
		if needs, declared := openRoutes[route]; !declared || !account.May(account.Visitor, needs) {
			return auskunft.Errorf(auskunft.Unexpected, "route", "%s %s has not declared an action that visitors may do: add it to openRoutes, or move it to the staff pages", method, route)
		}
		return nil
	})
}
