package main

import (
	"cmp"
	"fmt"

	"auskunft/chat"
	"auskunft/internal/config"
	"auskunft/widget"
)

// widgetCmd is about the element that a city puts on its website.
type widgetCmd struct {
	Snippet snippetCmd `cmd:"" help:"Print the lines that put the widget on a page."`
}

type snippetCmd struct {
	Pin bool `help:"Name this version and its hash: the page takes no other, and is changed with each update of the server."`
}

// Run prints the embed code for the configured address and town.
func (c snippetCmd) Run(s *surroundings) error {
	cfg, town, err := s.configAndTown()
	if err != nil {
		return err
	}
	if cfg.PublicURL == "" {
		fmt.Fprintf(s.stderr, "PUBLIC_URL is not set: these lines work on this machine only.\n")
	}
	lines, err := snippet(cfg, town, c.Pin)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(s.stdout, lines)
	return err
}

// snippet is the embed code for the configured address and a town.
func snippet(cfg config.Config, town chat.Town, pinned bool) (string, error) {
	return widget.Snippet(widget.Page{
		Server: cmp.Or(cfg.PublicURL, localURL(cfg.Listen)), Town: town.Name, Privacy: town.Privacy, Accessibility: town.Accessibility,
	}, pinned)
}
