package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"auskunft"
	"auskunft/demo"
	"auskunft/ingest"
	"auskunft/internal/config"
)

// demoFolder is where the demo's texts are laid out, so that they are read by the same
// sources as a city's own.
func (d *desk) demoFolder() string { return filepath.Join(d.cfg.Data, "demo") }

// loadDemo imports the demo town when the options ask for it. What is there and unchanged
// costs next to nothing.
func (d *desk) loadDemo(s *surroundings, options deskOptions) error {
	if !options.demo && (!options.demoIfEmpty || d.cfg.DatabaseURL != "") {
		return nil
	}
	// Two commands may be the first at the same time: the second waits and finds it done.
	conn, err := d.db.App.Acquire(s.ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(s.ctx, `SELECT pg_advisory_lock(hashtext('auskunft.demo'))`); err != nil {
		return err
	}
	defer conn.Exec(context.WithoutCancel(s.ctx), `SELECT pg_advisory_unlock_all()`)
	if !options.demo {
		if wanted, err := d.demoWanted(s); err != nil || !wanted {
			return err
		}
	}
	sources, err := d.demoSources(s)
	if err != nil {
		return err
	}
	reports, err := d.importNow(s, sources, ingest.Options{AcceptDeletes: true})
	if err != nil {
		return err
	}
	for _, r := range reports {
		for _, p := range r.Failed {
			d.log.Error("a text of the demo could not be read", "source", r.Source, "key", p.Key, "problem", p.Detail)
		}
	}
	return nil
}

// demoWanted reports whether a database has no texts but, perhaps, a part of the demo's that
// a killed import left.
func (d *desk) demoWanted(s *surroundings) (bool, error) {
	names := make([]string, len(demo.Sources))
	for i, t := range demo.Sources {
		names[i] = t.Name
	}
	var others, complete int
	err := d.db.App.QueryRow(s.ctx, `
		SELECT count(*) FILTER (WHERE name <> ALL ($1)), count(*) FILTER (WHERE synced_at IS NOT NULL) FROM sources`, names).
		Scan(&others, &complete)
	return others == 0 && complete < len(names), err
}

func (d *desk) demoSources(s *surroundings) ([]ingest.Source, error) {
	folder, err := filepath.Abs(d.demoFolder())
	if err != nil {
		return nil, err
	}
	if err := unpack(demoTexts(d.cfg), folder); err != nil {
		return nil, auskunft.Errorf(auskunft.Unavailable, "demo_unpack", "the demo's texts cannot be written to %s: %w", folder, err)
	}
	var sources []ingest.Source
	for _, t := range demo.Sources {
		src, err := d.ingest.SaveSource(s.ctx, ingest.Source{
			Name: t.Name, Kind: t.Kind, Location: filepath.Join(folder, t.Folder), Visibility: t.Visibility,
			BaseURL: demoBase(d.cfg, t.BaseURL), Options: t.Options,
		})
		if err != nil {
			return nil, err
		}
		sources = append(sources, src)
	}
	return sources, nil
}

// demoTexts are the texts of the demo, with the addresses under which it is reached.
func demoTexts(cfg config.Config) fs.FS {
	if address := demoAddress(cfg); address != "" {
		return demo.MovedTo(address, demo.Files())
	}
	return demo.Files()
}

// demoBase is an address of the town, where the demo is reached.
func demoBase(cfg config.Config, address string) string {
	if at := demoAddress(cfg); at != "" {
		return demo.AddressAt(at, address)
	}
	return address
}

// demoAddress is where people reach the demo; "" when only the system will know the port.
func demoAddress(cfg config.Config) string {
	if cfg.PublicURL != "" {
		return cfg.PublicURL
	}
	if strings.HasSuffix(cfg.Listen, ":0") {
		return ""
	}
	return localURL(cfg.Listen)
}

// unpack makes folder hold exactly the files of texts. It is written beside its place and
// moved there, so that a kill leaves the old or the new one.
func unpack(texts fs.FS, folder string) error {
	fresh := folder + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	if err := os.CopyFS(fresh, texts); err != nil {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	return os.Rename(fresh, folder)
}
