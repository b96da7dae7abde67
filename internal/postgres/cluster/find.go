package cluster

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"auskunft"
)

// Installation is a PostgreSQL server on this machine.
type Installation struct {
	Bin       string  // folder of postgres and initdb
	Server    Version // of the server
	Vector    Version // of the pgvector it would load; zero when there is none
	libraries string  // shared libraries of an unpacked tree, "" for an installed server
}

func (i Installation) String() string {
	if i.Vector == (Version{}) {
		return fmt.Sprintf("PostgreSQL %d in %s without pgvector", i.Server.Major, i.Bin)
	}
	return fmt.Sprintf("PostgreSQL %d in %s with pgvector %s", i.Server.Major, i.Bin, i.Vector)
}

// flaw says why no private cluster can use the installation, "" when one can.
func (i Installation) flaw() string {
	switch {
	case i.Server.Less(MinServer):
		return fmt.Sprintf("older than %d", MinServer.Major)
	case i.Vector == (Version{}):
		return "no pgvector"
	case i.Vector.Less(MinVector):
		return fmt.Sprintf("pgvector older than %s", MinVector)
	}
	return ""
}

// Find returns the first installation that can serve a private cluster. tree is an
// installation in an odd place, "" for none; major is the version to which an existing data
// folder is bound, 0 for any. It looks where scripts/postgres looks and installs. The error
// is auskunft.Unavailable and says what was found, what is wrong with it and what to do.
func Find(tree string, major int) (Installation, error) { return choose(candidates(tree), major) }

func choose(bins []string, major int) (Installation, error) {
	var seen []string
	otherMajor := false
	for _, bin := range bins {
		i := inspect(bin)
		flaw := i.flaw()
		switch {
		case flaw == "" && (major == 0 || i.Server.Major == major):
			return i, nil
		case flaw == "":
			otherMajor = true
			seen = append(seen, i.String())
		default:
			seen = append(seen, fmt.Sprintf("%s (%s)", i, flaw))
		}
	}
	if otherMajor {
		return Installation{}, auskunft.Errorf(auskunft.Unavailable, "database",
			"the data folder was made by PostgreSQL %[1]d, here is only %[2]s: install PostgreSQL %[1]d with pgvector again, or set AUSKUNFT_DATA to a new folder",
			major, strings.Join(seen, "; "))
	}
	found := "no PostgreSQL is installed"
	if len(seen) > 0 {
		found = "no usable PostgreSQL, only " + strings.Join(seen, "; ")
	}
	return Installation{}, auskunft.Errorf(auskunft.Unavailable, "database",
		"%s: run scripts/postgres, which installs PostgreSQL with pgvector >= %s, or set DATABASE_URL", found, MinVector)
}

// candidates lists the bin folders that hold a server, the first choice first.
func candidates(tree string) []string {
	var patterns []string
	if tree != "" {
		patterns = append(patterns, tree+"/bin", tree+"/usr/lib/postgresql/*/bin")
	}
	if cache, err := cacheDir(); err == nil {
		patterns = append(patterns, cache+"/auskunft/postgresql/usr/lib/postgresql/*/bin")
	}
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		patterns = append(patterns, strings.TrimSpace(string(out)))
	}
	patterns = append(patterns,
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin",
		"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin")

	var bins []string
	for _, pattern := range patterns {
		matches, _ := filepath.Glob(pattern) // the patterns are well-formed unless tree is not; then it matches nothing
		for _, bin := range matches {
			if executable(bin+"/postgres") && executable(bin+"/initdb") {
				bins = append(bins, bin)
			}
		}
	}
	return bins
}

// cacheDir is $XDG_CACHE_HOME or ~/.cache, on macOS too: the folder scripts/postgres uses.
func cacheDir() (string, error) {
	if dir := os.Getenv("XDG_CACHE_HOME"); dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".cache"), err
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

func inspect(bin string) Installation {
	i := Installation{Bin: bin, Vector: vectorVersion(bin)}
	// A tree unpacked by scripts/postgres brings the libraries the system lacks.
	if root, _, ok := strings.Cut(bin, "/usr/lib/postgresql/"); ok && root != "" {
		dirs, _ := filepath.Glob(root + "/usr/lib/*-linux-*")
		more, _ := filepath.Glob(root + "/lib/*-linux-*")
		i.libraries = strings.Join(append(dirs, more...), ":")
	}
	cmd := exec.Command(bin+"/postgres", "--version")
	cmd.Env = i.environ()
	if out, err := cmd.Output(); err == nil {
		i.Server = ParseVersion(string(out))
	}
	return i
}

// environ is what our servers start with: nothing of the operator's PG… variables.
func (i Installation) environ() []string {
	env := []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"} // English messages: we read them
	if i.libraries != "" {
		env = append(env, "LD_LIBRARY_PATH="+i.libraries)
	}
	return env
}

var controlVersion = regexp.MustCompile(`(?m)^default_version\s*=\s*'([0-9.]+)'`)

// vectorVersion reads the version from the control file in the server's share folder. The
// usual places come first because asking pg_config costs a process.
func vectorVersion(bin string) Version {
	for _, share := range []string{
		filepath.Join(bin, "../../../../share/postgresql", filepath.Base(filepath.Dir(bin))), // Debian
		filepath.Join(bin, "../share/postgresql"),
		filepath.Join(bin, "../share"),
	} {
		if v := readControl(share); v != (Version{}) {
			return v
		}
	}
	share, err := exec.Command(bin+"/pg_config", "--sharedir").Output()
	if err != nil {
		return Version{}
	}
	return readControl(strings.TrimSpace(string(share)))
}

func readControl(share string) Version {
	control, err := os.ReadFile(filepath.Join(share, "extension/vector.control"))
	if err != nil {
		return Version{}
	}
	m := controlVersion.FindSubmatch(control)
	if m == nil {
		return Version{}
	}
	return ParseVersion(string(m[1]))
}
