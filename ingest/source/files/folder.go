package files

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"auskunft"
)

// The files that say something about the folder they are in and those below it.
const (
	visibilityFile = "_visibility"
	settingsFile   = "_source.yaml"
	maxFolderFile  = 64 << 10
)

// settings is what a _source.yaml may say.
type settings struct {
	BaseURL       string                `yaml:"base_url"`       // address of the folder's content
	DropExtension bool                  `yaml:"drop_extension"` // addresses without ".html"
	Kind          auskunft.DocumentKind `yaml:"kind"`
	Lang          string                `yaml:"lang"`
	Areas         []string              `yaml:"areas"`
}

// folder is what holds for the files of a folder.
type folder struct {
	visibility auskunft.Visibility // "" when no folder says anything
	settings   settings
	base       string // the folder that base_url belongs to
	err        error  // nothing in the folder may be read: one of its files is wrong
}

// fingerprint changes when anything changes that files of the folder inherit.
func (f folder) fingerprint() string {
	return fmt.Sprintf("%s|%+v|%s|%v", f.visibility, f.settings, f.base, f.err)
}

// folderOf is what holds for the file name.
func (f *Files) folderOf(name string) folder {
	in := f.enter(folder{}, ".")
	if path.Dir(name) == "." {
		return in
	}
	dir := "."
	for part := range strings.SplitSeq(path.Dir(name), "/") {
		dir = path.Join(dir, part)
		in = f.enter(in, dir)
	}
	return in
}

// enter reads the files about folder dir, which is in outer.
func (f *Files) enter(outer folder, dir string) folder {
	in := outer
	if in.err != nil {
		return in
	}
	if in.err = f.readVisibility(&in, path.Join(dir, visibilityFile)); in.err == nil {
		in.err = f.readSettings(&in, path.Join(dir, settingsFile), dir)
	}
	return in
}

func (f *Files) readVisibility(in *folder, name string) error {
	data, err := f.folderFile(name)
	if data == nil {
		return err
	}
	v, err := parseVisibilityFile(data)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if !within(in.visibility, v) {
		return auskunft.Errorf(auskunft.Invalid, "visibility",
			"%s: %q is visible to more people than the folder around it, which is %q", name, v, in.visibility)
	}
	in.visibility = v
	return nil
}

// parseVisibilityFile reads one visibility; lines that are empty or start with # do not count.
func parseVisibilityFile(data []byte) (auskunft.Visibility, error) {
	var words []string
	for line := range bytes.Lines(bytes.TrimPrefix(data, []byte("\ufeff"))) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			words = append(words, string(line))
		}
	}
	if len(words) != 1 {
		return "", auskunft.Errorf(auskunft.Invalid, "visibility", "it must hold one line: public, internal or department:<key>")
	}
	return auskunft.ParseVisibility(words[0])
}

// within says whether everybody who sees inner sees outer too. "" is no statement.
func within(outer, inner auskunft.Visibility) bool {
	return outer == "" || auskunft.ReaderOf(inner).Sees(outer)
}

func (f *Files) readSettings(in *folder, name, dir string) error {
	data, err := f.folderFile(name)
	if data == nil {
		return err
	}
	own := in.settings
	own.BaseURL = ""
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&own); err != nil {
		return auskunft.Errorf(auskunft.Invalid, "source_settings", "%s: %w", name, err)
	}
	if err := knownKind(own.Kind); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if own.BaseURL == "" {
		own.BaseURL = in.settings.BaseURL
	} else {
		if u, err := url.Parse(own.BaseURL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return auskunft.Errorf(auskunft.Invalid, "source_settings", "%s: base_url %q is no web address", name, own.BaseURL)
		}
		in.base = dir
	}
	in.settings = own
	return nil
}

// folderFile is the content of a file about a folder, nil when there is none.
func (f *Files) folderFile(name string) ([]byte, error) {
	data, err := f.read(name, maxFolderFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && data == nil {
		data = []byte{}
	}
	return data, err
}

// document is what the folder says about its file name.
func (f folder) document(name string) auskunft.Document {
	return auskunft.Document{
		Key: name, Kind: f.settings.Kind, Lang: f.settings.Lang, Areas: f.settings.Areas,
		Visibility: f.visibility, URL: f.url(name),
	}
}

// url is the address of the file name below the folder's base_url, "" without one.
func (f folder) url(name string) string {
	if f.settings.BaseURL == "" {
		return ""
	}
	rel := strings.TrimPrefix(name, f.base+"/")
	if f.settings.DropExtension {
		rel = strings.TrimSuffix(rel, path.Ext(rel))
		if rel == "index" || strings.HasSuffix(rel, "/index") {
			rel = strings.TrimSuffix(rel, "index")
		}
	}
	return strings.TrimSuffix(f.settings.BaseURL, "/") + "/" + (&url.URL{Path: rel}).EscapedPath()
}
