package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"auskunft/chat"
	"auskunft/widget"
)

// widgetCmd is about the element that a city puts on its website.
type widgetCmd struct {
	Snippet snippetCmd `cmd:"" help:"Print the lines that put the widget on a page."`
}

type snippetCmd struct {
	Pin bool `help:"Name this version and its hash: the page takes no other, and is changed with each update of the server."`
}

//go:embed snippet.html
var snippetText string

var snippetTemplate = template.Must(template.New("snippet").Parse(snippetText))

// Run prints the embed code for the configured address and town.
func (c snippetCmd) Run(s *surroundings) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	town, err := loadTown(cfg)
	if err != nil {
		return err
	}
	server := cfg.PublicURL
	if server == "" {
		server = localURL(cfg.Listen)
		fmt.Fprintf(s.stderr, "PUBLIC_URL is not set: these lines work on this machine only.\n")
	}
	return writeSnippet(s.stdout, server, town, c.Pin)
}

// writeSnippet writes the embed code of a server that speaks for town.
func writeSnippet(w io.Writer, server string, town chat.Town, pinned bool) error {
	version, _, _ := strings.Cut(widget.Version, ".")
	var pin template.HTMLAttr
	if pinned {
		version = widget.Version
		pin = template.HTMLAttr(`integrity="` + widget.Integrity() + `" crossorigin="anonymous"`) // of base64
	}
	return snippetTemplate.Execute(w, struct {
		Server, Version, Script string
		Pin                     template.HTMLAttr
		Town                    chat.Town
	}{server, version, widget.Script, pin, town})
}
