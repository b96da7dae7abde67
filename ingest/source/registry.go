package source

import (
	"maps"
	"slices"
	"strings"

	"auskunft"
)

// Opener opens the place that location names. What it cannot open, such as a folder that
// does not exist, is an auskunft.Invalid error.
type Opener func(location string) (Source, error)

var openers = map[string]Opener{}

// Register makes a kind of source known to Open. The packages of the kinds call it when
// they are initialised; a kind that is registered twice is a mistake in the program.
func Register(kind string, open Opener) {
	if _, ok := openers[kind]; ok {
		panic("source: kind " + kind + " is registered twice")
	}
	openers[kind] = open
}

// Open opens a source from "<kind>:<location>", as people write it on the command line.
func Open(spec string) (Source, error) {
	kind, location, ok := strings.Cut(spec, ":")
	open, known := openers[kind]
	switch {
	case !ok || !known:
		return nil, auskunft.Errorf(auskunft.Invalid, "source_kind",
			"%q is no source: write <kind>:<location>, where kind is one of %s", spec, strings.Join(Kinds(), ", "))
	case strings.TrimSpace(location) == "":
		return nil, auskunft.Errorf(auskunft.Invalid, "source_location", "%q names no location: write %s:<location>", spec, kind)
	}
	return open(location)
}

// Kinds names the kinds that Open knows, sorted.
func Kinds() []string { return slices.Sorted(maps.Keys(openers)) }
