// Package dldb is the source of service directories in the JSON that Berlin and Munich
// publish: services with their texts, fees, forms and search words, and the locations
// where they are offered.
//
// A service or location with "public" that is anything but true is internal. What is
// public never names what is not: neither an internal location, nor one that offers the
// service only internally. Reading is lenient; every path that nobody read is in
// Fetched.Unknown.
package dldb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"auskunft"
	"auskunft/ingest/source"
	"auskunft/ingest/source/records"
)

func init() {
	source.Register("dldb", func(p source.Place) (source.Source, error) { return Open(p.Location) })
}

// readerVersion is part of every mark: a reader that understands more reads again.
const readerVersion = "1"

// maxRecords bounds how many services and locations a place may hold.
const maxRecords = 200_000

// The prefixes of keys, which go on with the identifier and the language.
const (
	serviceKey  = "service/"
	locationKey = "location/"
	fileKey     = "file/" // a file that could not be read
)

// DLDB is a file or a folder of files. It implements source.Source.
type DLDB struct {
	place *records.Place

	mu      sync.Mutex
	catalog *catalog
}

// Open opens a file or a folder.
func Open(location string) (*DLDB, error) {
	place, err := records.Open(location)
	if err != nil {
		return nil, err
	}
	return &DLDB{place: place}, nil
}

// catalog is what has to be known of all records to write one of them.
type catalog struct {
	services, locations map[string]*entry // by id and language: "1063441/de"
	hidden              map[relation]bool // a location offers a service, but not to everybody
	problems            map[string]error  // by file
	incomplete          []string          // files that may hold more
	generated           map[string]string // by file: when it was exported
}

type relation struct{ location, service string }

// entry is a record without its texts.
type entry struct {
	record   records.Record
	id, lang string
	name     string
	internal bool
	digest   string
	with     []string // ids of the locations of a service, of the services of a location
}

func (e *entry) key() string { return e.id + "/" + e.lang }

// index reads the place unless that was done; the caller holds the lock.
func (d *DLDB) index(ctx context.Context) (*catalog, error) {
	if d.catalog != nil {
		return d.catalog, nil
	}
	files, err := d.place.Files(ctx)
	if err != nil {
		return nil, err
	}
	c := &catalog{
		services: map[string]*entry{}, locations: map[string]*entry{}, hidden: map[relation]bool{},
		problems: map[string]error{}, generated: map[string]string{},
	}
	for _, file := range files {
		if !records.IsJSON(file) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		err := d.place.Scan(file, func(r records.Record, raw []byte, n, head *records.Node) error { return c.add(r, raw, n, head) })
		if auskunft.KindOf(err) == auskunft.Limited {
			return nil, err
		}
		if err != nil {
			c.problems[file] = err
			c.incomplete = append(c.incomplete, file)
		}
	}
	d.catalog = c
	return c, nil
}

// add notes one record.
func (c *catalog) add(r records.Record, raw []byte, n, head *records.Node) error {
	e := &entry{record: r, id: n.Text("id"), name: n.Text("displayName"), lang: languageOf(n, r.File)}
	if e.name == "" {
		e.name = n.Text("name")
	}
	if p := n.At("public"); p != nil {
		public, _ := n.Flag("public")
		e.internal = !public
	}
	generated := head.Text("meta", "generated")
	if generated == "" {
		generated = head.Text("created")
	}
	c.generated[r.File] = generated
	e.digest = records.Digest(raw, generated)
	to, links, name := c.services, "locations", "location"
	if isLocation(n) {
		to, links, name = c.locations, "services", "service"
	}
	switch {
	case e.id == "" || e.name == "":
		c.problem(r.File, "a record has no id or no name and was left out; its fields are %s", strings.Join(n.Fields(), ", "))
		return nil
	case to[e.key()] != nil:
		c.problem(r.File, "the id %s stands there twice; the first one was taken", e.id)
		return nil
	case len(c.services)+len(c.locations) >= maxRecords:
		return auskunft.Errorf(auskunft.Limited, "too_many_records", "there are more than %d services and locations", maxRecords)
	}
	for _, l := range n.List(links) {
		id := l.Text(name)
		if id != "" && !slices.Contains(e.with, id) {
			e.with = append(e.with, id)
		}
		if p := l.At("public"); p != nil {
			if public, _ := l.Flag("public"); !public && name == "service" {
				c.hidden[relation{e.id, id}] = true
			}
		}
	}
	to[e.key()] = e
	return nil
}

// problem notes the first thing that is wrong with a file, which hides nothing else in it.
func (c *catalog) problem(file, format string, args ...any) {
	if c.problems[file] == nil {
		c.problems[file] = auskunft.Errorf(auskunft.Invalid, "dldb_record", "%s: %s", file, fmt.Sprintf(format, args...))
	}
}

// isLocation tells locations from services, which have no address.
func isLocation(n *records.Node) bool {
	return n.Has("address") || n.Has("contact") || n.Has("services")
}

// languageOf is the language a record names, else the one in the file's name, "x_de.json",
// else German.
func languageOf(n *records.Node, file string) string {
	tag := n.Text("meta", "locale")
	if tag == "" {
		name := strings.TrimSuffix(strings.ToLower(file), ".json")
		if at := strings.LastIndexByte(name, '_'); at >= 0 && len(name)-at == 3 {
			tag = name[at+1:]
		}
	}
	tag, _, _ = strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	if len(tag) < 2 || len(tag) > 3 || strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") != "" {
		return "de"
	}
	return tag
}

// List names every service and location in every language, and every file with a problem.
// It reads the place again.
func (d *DLDB) List(ctx context.Context, yield func(source.Item) error) error {
	d.mu.Lock()
	d.catalog = nil
	c, err := d.index(ctx)
	d.mu.Unlock()
	if err != nil {
		return err
	}
	items := map[string]string{}
	for key, e := range c.services {
		items[serviceKey+key] = c.mark(e, c.offering(e))
	}
	for key, e := range c.locations {
		items[locationKey+key] = c.mark(e, c.offered(e))
	}
	for file, err := range c.problems {
		items[fileKey+file] = mark(err.Error())
	}
	for _, key := range slices.Sorted(maps.Keys(items)) {
		if err := yield(source.Item{Key: key, Mark: items[key], Format: "dldb"}); err != nil {
			return err
		}
	}
	if len(c.incomplete) > 0 {
		incomplete := &source.Incomplete{}
		for _, file := range c.incomplete {
			incomplete.Parts = append(incomplete.Parts, fileKey+file)
		}
		return incomplete
	}
	return nil
}

// mark changes when the record does, or what its document says of others.
func (c *catalog) mark(e *entry, others []*entry) string {
	parts := []string{e.digest, fmt.Sprint(e.internal)}
	for _, o := range others {
		parts = append(parts, o.id, o.name)
	}
	return mark(parts...)
}

func mark(parts ...string) string {
	sum := sha256.Sum256([]byte(readerVersion + "\x00" + strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// offering are the locations that a service may name, in its order.
func (c *catalog) offering(service *entry) []*entry {
	return c.named(service, c.locations, func(location *entry) relation { return relation{location.id, service.id} })
}

// offered are the services that a location may name, in its order.
func (c *catalog) offered(location *entry) []*entry {
	return c.named(location, c.services, func(service *entry) relation { return relation{location.id, service.id} })
}

// named finds the entries that e goes with, in its language or in German. What is public
// names public ones only.
func (c *catalog) named(e *entry, among map[string]*entry, how func(*entry) relation) []*entry {
	var out []*entry
	for _, id := range e.with {
		other := among[id+"/"+e.lang]
		if other == nil {
			other = among[id+"/de"]
		}
		if other == nil || !e.internal && (other.internal || c.hidden[how(other)]) {
			continue
		}
		out = append(out, other)
	}
	return out
}

// Fetch makes the document of a service or a location.
func (d *DLDB) Fetch(ctx context.Context, item source.Item) (source.Fetched, error) {
	d.mu.Lock()
	c, err := d.index(ctx)
	d.mu.Unlock()
	if err != nil {
		return source.Fetched{}, err
	}
	if file, ok := strings.CutPrefix(item.Key, fileKey); ok && c.problems[file] != nil {
		return source.Fetched{}, c.problems[file]
	}
	if key, ok := strings.CutPrefix(item.Key, serviceKey); ok && c.services[key] != nil {
		return d.fetch(c, c.services[key], readService)
	}
	if key, ok := strings.CutPrefix(item.Key, locationKey); ok && c.locations[key] != nil {
		return d.fetch(c, c.locations[key], readLocation)
	}
	return source.Fetched{}, auskunft.Errorf(auskunft.NotFound, "source_gone", "no file has %s any more", item.Key)
}

// fetch reads a record again and makes a document of it.
func (d *DLDB) fetch(c *catalog, e *entry, read func(*reading) error) (source.Fetched, error) {
	n, raw, err := d.place.Load(e.record)
	if err != nil {
		return source.Fetched{}, err
	}
	r := &reading{node: n, entry: e, catalog: c, fetched: source.Fetched{Original: raw, Format: "dldb"}}
	r.common()
	if err := read(r); err != nil {
		return source.Fetched{}, err
	}
	return r.fetched, nil
}
