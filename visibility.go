package auskunft

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Visibility says who may read a document: everybody (Public), everybody in the
// administration (Internal), or one department (DepartmentOnly).
type Visibility string

// The two visibilities that exist in every installation.
const (
	Public   Visibility = "public"
	Internal Visibility = "internal"
)

const departmentPrefix = "department:"

// departmentKey is deliberately narrow: keys travel in URLs, in front matter and,
// joined by commas, in a PostgreSQL setting.
var departmentKey = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// DepartmentOnly is the visibility of texts that only one department reads.
func DepartmentOnly(key string) Visibility { return Visibility(departmentPrefix + key) }

// Department returns the department's key and whether v is a department's visibility.
func (v Visibility) Department() (key string, ok bool) {
	return strings.CutPrefix(string(v), departmentPrefix)
}

// ParseVisibility reads "public", "internal" or "department:<key>".
func ParseVisibility(s string) (Visibility, error) {
	v := Visibility(strings.TrimSpace(s))
	if v == Public || v == Internal {
		return v, nil
	}
	if key, ok := v.Department(); ok && departmentKey.MatchString(key) {
		return v, nil
	}
	return "", Errorf(Invalid, "visibility", "unknown visibility %q: use public, internal or department:<key>", s)
}

// Reader is somebody who asks, reduced to what matters here: the visibilities they
// see. The zero Reader sees nothing; use PublicReader for an anonymous citizen.
type Reader struct {
	sees []Visibility
}

// PublicReader is anybody on the internet.
var PublicReader = Reader{sees: []Visibility{Public}}

// ReaderOf is the reader who belongs to the visibility v: a member of a department
// also sees what is internal, and everybody sees what is public.
func ReaderOf(v Visibility) Reader {
	switch _, department := v.Department(); {
	case v == Public:
		return PublicReader
	case v == Internal:
		return Reader{sees: []Visibility{Internal, Public}}
	case department:
		return Reader{sees: []Visibility{v, Internal, Public}}
	default:
		return Reader{}
	}
}

// ParseReader reads the --as flag: "public", "internal" or "department:<key>".
func ParseReader(s string) (Reader, error) {
	v, err := ParseVisibility(s)
	if err != nil {
		return Reader{}, err
	}
	return ReaderOf(v), nil
}

// With returns the reader widened by further visibilities, for people who belong to
// several departments and for jobs that maintain all texts.
func (r Reader) With(more ...Visibility) Reader {
	sees := slices.Concat(r.sees, more)
	slices.Sort(sees)
	return Reader{sees: slices.Compact(sees)}
}

// Sees reports whether the reader may read a text of visibility v.
func (r Reader) Sees(v Visibility) bool { return slices.Contains(r.sees, v) }

// Visibilities lists what the reader sees, sorted.
func (r Reader) Visibilities() []Visibility { return slices.Sorted(slices.Values(r.sees)) }

// Setting is the reader as the value of the PostgreSQL setting auskunft.reader that
// row-level security compares with: the visibilities, joined by commas.
func (r Reader) Setting() string {
	names := make([]string, 0, len(r.sees))
	for _, v := range r.Visibilities() {
		names = append(names, string(v))
	}
	return strings.Join(names, ",")
}

func (r Reader) String() string { return fmt.Sprintf("reader(%s)", r.Setting()) }
