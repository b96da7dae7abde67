//go:build compare

// Package compare puts what other chats do to a page beside ours. It is run by measure, which
// fetches their packages; nothing of them is kept here.
package compare

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"auskunft/internal/browsertest"
	"auskunft/widget"
)

// nowhere stands for the server that a peer's embed code names; nothing answers there.
const nowhere = "https://peer.invalid"

// settled is how long a page is left alone before anybody clicks.
const settled = 5 * time.Second

var peers = []struct {
	name, embed string
	open        string // what a person clicks to see the chat; "" for one that is open
	chat        string // what is there then
}{
	{"auskunft", `<script src="/widget/v1/auskunft.js" defer></script><auskunft-chat></auskunft-chat>`, "button.launcher", "[role=dialog]"},
	{"deep-chat", `<script type="module" src="/deep-chat/dist/deepChat.bundle.js"></script><deep-chat connect='{"url":"` + nowhere + `/chat"}'></deep-chat>`, "", "#text-input"},
	{"typebot", `<script type="module">import Typebot from "/typebot/dist/web.js"; Typebot.initBubble({typebot: "x", apiHost: "` + nowhere + `"})</script>`, "button", "[part=typebot], typebot-standard, .typebot-container"},
	{"flowise", `<script type="module">import Chatbot from "/flowise/dist/web.js"; Chatbot.init({chatflowid: "x", apiHost: "` + nowhere + `"})</script>`, "button", "textarea"},
	{"n8n", `<link href="/n8n/dist/style.css" rel="stylesheet"><script type="module">import {createChat} from "/n8n/dist/chat.bundle.es.js"; createChat({webhookUrl: "` + nowhere + `/webhook"})</script>`, ".chat-window-toggle", ".chat-window"},
}

// TestPeers prints a line a peer: requests before any click (and to hosts other than the
// page's), storage entries, axe faults closed and open.
func TestPeers(t *testing.T) {
	packages := os.Getenv("PEERS")
	for name, value := range map[string]string{"http_proxy": "127.0.0.1:9", "https_proxy": "127.0.0.1:9", "no_proxy": "127.0.0.1"} {
		t.Setenv(name, value) // other hosts are out of reach; what is tried is counted all the same
	}
	browser := browsertest.Start(t)
	for _, peer := range peers {
		mux := http.NewServeMux()
		mux.Handle("/widget/", widget.Handler())
		mux.Handle("/"+peer.name+"/", http.StripPrefix("/"+peer.name, http.FileServer(http.Dir(filepath.Join(packages, peer.name, "package")))))
		mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, `<!doctype html><html lang="de"><title>Stadt</title><link rel="icon" href="data:,"><main><h1>Stadt</h1></main>%s</html>`, peer.embed)
		})
		server := httptest.NewServer(mux)
		p := browser.Page(t)
		p.Open(server.URL)
		time.Sleep(settled)
		requests, foreign := p.Requests()[1:], []string{}
		for _, r := range requests {
			if !strings.HasPrefix(r.URL, server.URL) && !strings.HasPrefix(r.URL, "data:") {
				foreign = append(foreign, r.Method+" "+r.URL)
			}
		}
		line := fmt.Sprintf("%-10s %2d requests before a click, %d of them elsewhere %v; storage %v; axe closed %s",
			peer.name, len(requests), len(foreign), foreign, p.Stored(), faults(p))
		if peer.open != "" && browsertest.Eval[bool](p, fmt.Sprintf("browsertest.visible(%q, '').length > 0", peer.open)) {
			p.Click(peer.open)
			time.Sleep(settled)
		}
		if browsertest.Eval[bool](p, fmt.Sprintf("browsertest.visible(%q, '').length > 0", peer.chat)) {
			line += fmt.Sprintf("; open %s, storage %v", faults(p), p.Stored())
		} else {
			line += "; does not open without its server"
		}
		p.Screenshot("compare-" + peer.name)
		fmt.Println(line)
		server.Close()
	}
}

// faults is how many places axe finds fault with, and the rules they break.
func faults(p *browsertest.Page) string {
	all := p.Axe()
	var rules []string
	for _, fault := range all {
		rule, _, _ := strings.Cut(fault, ":")
		if !strings.Contains(strings.Join(rules, " "), rule) {
			rules = append(rules, rule)
		}
	}
	return fmt.Sprint(len(all), " ", rules)
}
