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
	"fmt"
	"slices"
	"strings"

	"auskunft"
	"auskunft/ingest/source"
	"auskunft/ingest/source/records"
)

func init() {
	source.Register("dldb", func(p source.Place) (source.Source, error) { return Open(p.Location) })
}

// readerVersion is part of every mark; see records.Kind.
const readerVersion = "1"

// maxRecords bounds how many services and locations a place may hold.
const maxRecords = 200_000

// The prefixes of keys, which go on with the identifier and the language.
const (
	serviceKey  = "service/"
	locationKey = "location/"
)

// DLDB is a file or a folder of files. It implements source.Source.
type DLDB = records.Source[*catalog]

var kind = records.Kind[*catalog]{Format: "dldb", Version: readerVersion, Begin: func(place *records.Place, _ []string, problems records.Problems) *catalog {
	return &catalog{
		place: place, services: map[string]*entry{}, locations: map[string]*entry{}, hidden: map[relation]bool{},
		problems: problems, generated: map[string]string{},
	}
}}

// Open opens a file or a folder.
func Open(location string) (*DLDB, error) { return kind.Open(location) }

// catalog is what has to be known of all records to write one of them.
type catalog struct {
	place               *records.Place
	services, locations map[string]*entry // by id and language: "1063441/de"
	hidden              map[relation]bool // a location offers a service, but not to everybody
	problems            records.Problems
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

// Add notes one record.
func (c *catalog) Add(r records.Record, raw []byte, n, head *records.Node) error {
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
		c.problems.Note(r.File, "dldb_record", "a record has no id or no name and was left out; its fields are %s", strings.Join(n.Fields(), ", "))
		return nil
	case to[e.key()] != nil:
		c.problems.Note(r.File, "dldb_record", "the id %s stands there twice; the first one was taken", e.id)
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

// Marks names every service and location in every language.
func (c *catalog) Marks(context.Context) (map[string]string, error) {
	marks := map[string]string{}
	for key, e := range c.services {
		marks[serviceKey+key] = c.mark(e, c.offering(e))
	}
	for key, e := range c.locations {
		marks[locationKey+key] = c.mark(e, c.offered(e))
	}
	return marks, nil
}

// mark changes when the record does, or what its document says of others.
func (c *catalog) mark(e *entry, others []*entry) string {
	parts := []string{e.digest, fmt.Sprint(e.internal)}
	for _, o := range others {
		parts = append(parts, o.id, o.name)
	}
	return records.Mark(readerVersion, parts...)
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
func (c *catalog) Fetch(key string) (source.Fetched, error) {
	if name, ok := strings.CutPrefix(key, serviceKey); ok && c.services[name] != nil {
		return c.fetch(c.services[name], readService)
	}
	if name, ok := strings.CutPrefix(key, locationKey); ok && c.locations[name] != nil {
		return c.fetch(c.locations[name], readLocation)
	}
	return source.Fetched{}, auskunft.Errorf(auskunft.NotFound, "source_gone", "no file has %s any more", key)
}

// fetch reads a record again and makes a document of it.
func (c *catalog) fetch(e *entry, read func(*reading) error) (source.Fetched, error) {
	n, raw, err := c.place.Load(e.record)
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
