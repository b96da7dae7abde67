// Package demo is Auenwede, a fictional Lower Saxon town: its service descriptions,
// offices, ordinances, website, internal wiki and notices, written for this project, and
// the questions people ask there.
//
// It is what an evaluator sees first, the fixture of tests, and the gate of answer
// quality. TOWN.md is the authors' guide; what the files of each folder are is in Sources.
package demo

import (
	"embed"
	"io/fs"

	"auskunft"
)

// What is set from src is embedded as set. The prefix all: takes the files that say
// something about their folder, whose names begin with a low line.
//
//go:embed services/*.xml offices/*.md notices/*.md cases/*.yaml
//go:embed all:ordinances all:website all:wiki confluence directory formulare
var files embed.FS

//go:generate go run ./mkxzufi -demo .
//go:generate go run ./mkpdf -demo .
//go:generate go run ./mksite -demo .
//go:generate go run ./mkconfluence -demo .

// Source is one folder of the demo as the importer sees it.
type Source struct {
	Name       string // of the source, as staff see it
	Kind       string // "files", "xzufi" or "confluence"
	Folder     string // in Files; its _source.yaml tells the public addresses of its files
	Visibility auskunft.Visibility
	BaseURL    string            // of the originals, where the folder does not tell
	Options    map[string]string // of the kind
}

// Sources lists the folders in the order they are imported: offices before the services
// that name them.
var Sources = []Source{
	{Name: "aemter", Kind: "files", Folder: "offices", Visibility: auskunft.Public},
	{Name: "dienstleistungen", Kind: "xzufi", Folder: "services", Visibility: auskunft.Public},
	{Name: "ortsrecht", Kind: "files", Folder: "ordinances", Visibility: auskunft.Public},
	{Name: "website", Kind: "files", Folder: "website", Visibility: auskunft.Public},
	{Name: "wiki", Kind: "files", Folder: "wiki", Visibility: auskunft.Internal},
	{Name: "tiefbau", Kind: "confluence", Folder: "confluence", Visibility: auskunft.Internal, BaseURL: "https://wiki.auenwede.example/",
		Options: map[string]string{"groups": "tiefbau-leitung=department:bauen"}},
	{Name: "meldungen", Kind: "files", Folder: "notices", Visibility: auskunft.Public},
}

// Files holds the folders of Sources, and cases.
func Files() fs.FS { return files }

// Town is what pages and messages need to know about the town.
type Town struct {
	Name    string
	Slogan  string
	Phone   string // the switchboard
	Hotline string // the number for everything
	Website string
	Areas   []Area
	Colours Colours
}

// Area is a district.
type Area struct{ Key, Name string }

// Colours are the town's, as CSS values.
type Colours struct{ Accent, Ink, Highlight, Ground string }

// Auenwede is the town.
var Auenwede = Town{
	Name:    "Auenwede",
	Slogan:  "Stadt am Wasser, nah am Menschen",
	Phone:   "04227 99-0",
	Hotline: "115",
	Website: "https://www.auenwede.example/",
	Areas: []Area{
		{"altstadt", "Altstadt"}, {"hafenviertel", "Hafenviertel"}, {"osterfeld", "Osterfeld"},
		{"wiesengrund", "Wiesengrund"}, {"suederende", "Süderende"}, {"lehmkuhlen", "Lehmkuhlen"},
		{"barkhorn", "Barkhorn"}, {"moorhagen", "Moorhagen"},
	},
	Colours: Colours{Accent: "#0b6b57", Ink: "#10312b", Highlight: "#f2b134", Ground: "#eef5f2"},
}
