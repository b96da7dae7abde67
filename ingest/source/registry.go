package source

import (
	"maps"
	"slices"
	"strings"

	"auskunft"
	"auskunft/internal/safehttp"
)

// Opener opens a place. What it cannot open, such as a folder that does not exist or an
// option it does not know, is an auskunft.Invalid error. A source that is an io.Closer is
// closed when it is no longer needed.
type Opener func(Place) (Source, error)

var openers = map[string]kind{}

type kind struct {
	open    Opener
	options []string
}

// Register makes a kind of source known to Open, with the options it takes. The packages of
// the kinds call it when they are initialised; a kind that is registered twice is a mistake
// in the program.
func Register(name string, open Opener, options ...string) {
	if _, ok := openers[name]; ok {
		panic("source: kind " + name + " is registered twice")
	}
	openers[name] = kind{open, options}
}

// Open opens a place of a registered kind.
func Open(p Place) (Source, error) {
	k, known := openers[p.Kind]
	if !known {
		_, err := ParsePlace(p.Spec())
		return nil, err
	}
	for name := range p.Options {
		if !slices.Contains(k.options, name) {
			return nil, auskunft.Errorf(auskunft.Invalid, "source_option",
				"%s: has no option %q; it knows: %s", p.Kind, name, strings.Join(k.options, ", "))
		}
	}
	if p.Client == nil {
		p.Client = safehttp.New(safehttp.Options{})
	}
	return k.open(p)
}

// Kinds names the kinds that Open knows, sorted.
func Kinds() []string { return slices.Sorted(maps.Keys(openers)) }
