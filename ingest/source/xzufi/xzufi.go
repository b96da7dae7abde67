// Package xzufi is the source of service descriptions that state and municipal editorial
// systems exchange as XZuFi messages (2.1 to 2.3): services, specialisations, units and
// online services, written and deleted in the order of their transactions.
//
// Reading is lenient, reporting strict. Elements are found by their names, wherever a
// version puts them and whatever namespace it uses; every path that nobody read is in
// Fetched.Unknown. Each service is one document per language. A unit becomes a document
// when it has more than a name; its responsibilities go to the services either way.
package xzufi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"auskunft"
	"auskunft/ingest/source"
)

func init() {
	source.Register("xzufi", func(p source.Place) (source.Source, error) { return Open(p.Location) })
}

// readerVersion is part of every mark: a reader that understands more reads again.
const readerVersion = "1"

// The prefixes of keys.
const (
	serviceKey = "leistung/"
	unitKey    = "organisationseinheit/"
	fileKey    = "datei/" // a file that could not be read
)

// XZuFi is a message or a folder of messages. It implements source.Source. The messages
// are indexed once, when they are first needed.
type XZuFi struct {
	root   *os.Root
	single string // the only file, "" for the whole folder

	mu      sync.Mutex
	catalog *catalog
	held    map[string]held
	size    int // bytes of the files held
}

// held is a file that was parsed and may be needed for the next items too.
type held struct {
	data    []byte
	objects []*node
}

// maxHeld is how many bytes of files are held; their elements take several times as much.
const maxHeld = 8 << 20

// Open opens a file or a folder.
func Open(location string) (*XZuFi, error) {
	info, err := os.Stat(location)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "source_location", "there is nothing to read: %w", err)
	}
	x := &XZuFi{}
	dir := location
	if !info.IsDir() {
		dir, x.single = filepath.Dir(location), filepath.Base(location)
	}
	if x.root, err = os.OpenRoot(dir); err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "source_location", "the folder cannot be opened: %w", err)
	}
	return x, nil
}

// load reads and parses a file.
func (x *XZuFi) load(name string) ([]byte, *node, error) {
	file, err := x.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, auskunft.Errorf(auskunft.NotFound, "source_gone", "there is no file %q any more: %w", name, err)
	}
	if err != nil {
		return nil, nil, auskunft.Errorf(auskunft.Invalid, "file_unreadable", "%s: %w", name, err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxBytes+1))
	if err == nil && len(data) > maxBytes {
		err = fmt.Errorf("the file is larger than %d MB", maxBytes>>20)
	}
	if err != nil {
		return nil, nil, auskunft.Errorf(auskunft.Invalid, "file_unreadable", "%s: %w", name, err)
	}
	if data, err = toUTF8(data); err != nil {
		return nil, nil, fmt.Errorf("%s, %w", name, err)
	}
	root, err := parse(data)
	if err != nil {
		return nil, nil, fmt.Errorf("%s, %w", name, err)
	}
	return data, root, nil
}

// state is the catalog of all messages; the caller holds the lock.
func (x *XZuFi) state(ctx context.Context) (*catalog, error) {
	if x.catalog == nil {
		c, err := x.readAll(ctx)
		if err != nil {
			return nil, err
		}
		x.catalog = c
	}
	return x.catalog, nil
}

// List names every service in every language, every unit that is more than a name, and
// every file that could not be read. It reads the messages again.
func (x *XZuFi) List(ctx context.Context, yield func(source.Item) error) error {
	x.mu.Lock()
	x.catalog, x.held, x.size = nil, nil, 0
	c, err := x.state(ctx)
	x.mu.Unlock()
	if err != nil {
		return err
	}
	items := c.items()
	for _, key := range slices.Sorted(maps.Keys(items)) {
		if err := yield(items[key]); err != nil {
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

// items are all items by key.
func (c *catalog) items() map[string]source.Item {
	items := map[string]source.Item{}
	add := func(key, mark string) { items[key] = source.Item{Key: key, Mark: mark, Format: "xzufi"} }
	for key, o := range c.services {
		objects := slices.Concat([]object{o}, c.unitsOf[key], c.onlineOf[key])
		for _, lang := range o.langs {
			add(serviceKey+key+"/"+lang, mark(objects...))
		}
		if len(o.langs) == 0 { // Fetch says that it has no text
			add(serviceKey+key+"/de", mark(objects...))
		}
	}
	for key, o := range c.units {
		if !o.named {
			add(unitKey+key, mark(o))
		}
	}
	for file, err := range c.broken {
		sum := sha256.Sum256([]byte(err.Error()))
		add(fileKey+file, hex.EncodeToString(sum[:8]))
	}
	return items
}

// mark changes when an object does, or what this package makes of it.
func mark(objects ...object) string {
	h := sha256.New()
	fmt.Fprintln(h, readerVersion)
	for _, o := range objects {
		fmt.Fprintln(h, o.kind, o.id, o.digest)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Fetch makes the document of a service in one language, or of a unit.
func (x *XZuFi) Fetch(ctx context.Context, item source.Item) (source.Fetched, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	c, err := x.state(ctx)
	if err != nil {
		return source.Fetched{}, err
	}
	if file, ok := strings.CutPrefix(item.Key, fileKey); ok {
		if err := c.broken[file]; err != nil {
			return source.Fetched{}, err
		}
		return source.Fetched{}, gone(item.Key)
	}
	if name, ok := strings.CutPrefix(item.Key, unitKey); ok {
		if o, ok := c.units[name]; ok {
			return x.fetchUnit(c, o)
		}
	}
	if name, ok := strings.CutPrefix(item.Key, serviceKey); ok {
		at := max(strings.LastIndexByte(name, '/'), 0)
		if o, ok := c.services[name[:at]]; ok {
			return x.fetchService(c, o, strings.TrimPrefix(name[at:], "/"))
		}
	}
	return source.Fetched{}, gone(item.Key)
}

func gone(key string) error {
	return auskunft.Errorf(auskunft.NotFound, "source_gone", "no message has %s any more", key)
}

// open returns an object's element, nothing in it read yet, and the message it is in.
func (x *XZuFi) open(o object) (*node, []byte, error) {
	h, ok := x.held[o.file]
	if !ok {
		data, root, err := x.load(o.file)
		if err != nil {
			return nil, nil, err
		}
		h = held{data, objectNodes(root)}
		if x.size += len(data); x.size > maxHeld || x.held == nil {
			x.held, x.size = map[string]held{}, len(data)
		}
		x.held[o.file] = h
	}
	if o.nth >= len(h.objects) {
		return nil, nil, auskunft.Errorf(auskunft.Conflict, "source_changed", "%s changed while it was read", o.file)
	}
	n := h.objects[o.nth]
	n.forget()
	return n, h.data, nil
}
