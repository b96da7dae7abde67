package main

import (
	"net/url"

	"auskunft/internal/config"
	"auskunft/internal/safehttp"
)

// newFetcher makes the process's one client for what texts and operators name.
func newFetcher(cfg config.Config) *safehttp.Client {
	options := safehttp.Options{Allow: cfg.FetchAllow, UserAgent: "Auskunft/1"}
	if cfg.PublicURL != "" {
		options.UserAgent += " (+" + cfg.PublicURL + ")"
	}
	if cfg.FetchProxy != "" {
		options.Proxy, _ = url.Parse(cfg.FetchProxy.Reveal()) // checked with the configuration
	}
	return safehttp.New(options)
}
