package admin_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"auskunft"
	"auskunft/kb/staff/admin"
	"auskunft/kb/staff/frame"
	"auskunft/kb/staff/pagetest"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// The pages are asked and read as in the other rooms.
var get, post, text, wantText, quiet = pagetest.Get, pagetest.Post, pagetest.Text, pagetest.WantText, pagetest.Quiet

// site is the pages made from deps for who is signed in.
func site(t testing.TB, who auskunft.Account, deps admin.Deps) http.Handler {
	t.Helper()
	site, err := frame.New(frame.Config{
		Town: "Stadt Auenwede", Account: func(context.Context) (auskunft.Account, bool) { return who, who.ID != 0 },
	})
	if err == nil {
		err = admin.Register(site, deps)
	}
	if err != nil {
		t.Fatal(err)
	}
	return site
}
