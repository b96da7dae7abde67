package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"auskunft/internal/postgres/pgtest"
)

// The server, and its PostgreSQL with it, is killed with signal 9 while somebody writes. What
// it said it kept is there when it runs again.
func TestKilledWhileEditing(t *testing.T) {
	data := pgtest.Folder(t)
	const password = "nur in diesem Test"
	command := func(args ...string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
		cmd.Args[0] = "auskunft"
		cmd.Env = append(os.Environ(), "AUSKUNFT_DATA="+data, "DATABASE_URL=", "METRICS_LISTEN=off")
		return cmd
	}
	add := command("user", "add", "anna", "--role", "editor")
	add.Stdin = strings.NewReader(password + "\n")
	if out, err := add.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}

	server, address := startServer(t, command("serve"))
	anna := signIn(t, address, "anna", password)
	created, err := anna.PostForm(address+"/staff/artikel", url.Values{"title": {"Wohngeld"}, "kind": {"howto"}, "visibility": {"public"}})
	if err != nil {
		t.Fatal(err)
	}
	created.Body.Close()
	edit := created.Header.Get("Location") // …/bearbeiten
	if created.StatusCode != http.StatusSeeOther {
		t.Fatal(created.Status)
	}

	var kept atomic.Int64
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		for n := 1; ; n++ {
			form := url.Values{"title": {"Wohngeld"}, "visibility": {"public"}, "base": {"1"}, "html": {fmt.Sprintf("<h2>Antrag</h2><p>Satz %d wird gerade geschrie</p>", n)}}
			r, err := anna.PostForm(address+strings.TrimSuffix(edit, "bearbeiten")+"zwischenstand", form)
			if err != nil {
				return
			}
			r.Body.Close()
			if r.StatusCode == http.StatusNoContent {
				kept.Store(int64(n))
			}
		}
	}()
	for deadline := time.Now().Add(time.Minute); kept.Load() < 5; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nothing is kept")
		}
	}
	if err := server.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = server.Wait()
	<-gone

	_, address = startServer(t, command("serve"))
	r, err := signIn(t, address, "anna", password).Get(address + edit)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	page, err := goquery.NewDocumentFromReader(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	var n int64
	body := page.Find("#body").Text()
	if _, err := fmt.Sscanf(strings.TrimSpace(body), "## Antrag\n\nSatz %d wird gerade geschrie", &n); err != nil || n < kept.Load() {
		t.Errorf("after sentence %d was kept the form holds %q (%v)", kept.Load(), body, err)
	}
	if note := page.Find(".note").Text(); !strings.Contains(note, "nicht gespeicherten Stand") {
		t.Errorf("the page says %q", note)
	}
}

// startServer starts a server on a free port, waits until it takes requests, and kills it at
// the end of the test.
func startServer(t *testing.T, cmd *exec.Cmd) (*exec.Cmd, string) {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	var log bytes.Buffer
	cmd.Env = append(cmd.Env, "LISTEN="+address)
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		r, err := http.Get("http://" + address + "/healthz")
		if err == nil {
			r.Body.Close()
			return cmd, "http://" + address
		}
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	t.Fatalf("the server does not answer:\n%s", log.Bytes())
	return nil, ""
}

func signIn(t *testing.T, address, login, password string) *http.Client {
	t.Helper()
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.PostForm(address+"/staff/sign-in", url.Values{"login": {login}, "password": {password}})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusSeeOther {
		t.Fatalf("%s cannot sign in: %s", login, r.Status)
	}
	return client
}
