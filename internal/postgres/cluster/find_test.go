package cluster

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"auskunft"
)

func TestParseVersion(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Version
	}{
		{"0.8.0", Version{0, 8, 0}},
		{"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", Version{15, 18, 0}},
		{"18beta1", Version{18, 0, 0}},
		{"17", Version{17, 0, 0}},
		{"1.2.3.4", Version{1, 2, 3}},
		{"0.10.", Version{0, 10, 0}},
		{"", Version{}},
		{"keine", Version{}},
	} {
		if got := ParseVersion(tt.text); got != tt.want {
			t.Errorf("ParseVersion(%q) = %v, want %v", tt.text, got, tt.want)
		}
	}
}

// Versions are compared as numbers: 0.10 is newer than 0.8, whatever strings say.
func TestVersionLess(t *testing.T) {
	order := []string{"0.6.0", "0.7.4", "0.8.0", "0.8.1", "0.8.10", "0.10.0", "1.0", "15.3", "15.18", "17"}
	for i, older := range order[:len(order)-1] {
		newer := order[i+1]
		if !ParseVersion(older).Less(ParseVersion(newer)) || ParseVersion(newer).Less(ParseVersion(older)) {
			t.Errorf("want %s older than %s", older, newer)
		}
	}
}

// fakeInstallation makes a bin folder whose server only knows its version.
func fakeInstallation(t *testing.T, server, vector string) string {
	t.Helper()
	root := t.TempDir()
	bin, share := filepath.Join(root, "bin"), filepath.Join(root, "share/extension")
	for _, dir := range []string{bin, share} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	script := fmt.Sprintf("#!/bin/sh\necho 'postgres (PostgreSQL) %s'\n", server)
	files := map[string]string{bin + "/postgres": script, bin + "/initdb": script}
	if vector != "" {
		files[share+"/vector.control"] = fmt.Sprintf("comment = 'vectors'\ndefault_version = '%s'\nrelocatable = true\n", vector)
	}
	for name, content := range files {
		if err := os.WriteFile(name, []byte(content), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return bin
}

func TestChoose(t *testing.T) {
	old := fakeInstallation(t, "14.9", "0.8.0")
	bare := fakeInstallation(t, "15.18", "")
	noble := fakeInstallation(t, "16.4", "0.6.0")
	good := fakeInstallation(t, "15.18", "0.8.0")
	newer := fakeInstallation(t, "17.2", "0.10.1")
	for _, tt := range []struct {
		name  string
		bins  []string
		major int
		want  string
	}{
		{"first usable", []string{old, bare, noble, good, newer}, 0, good},
		{"first of two", []string{newer, good}, 0, newer},
		{"bound to the data folder's major version", []string{newer, good}, 15, good},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := choose(tt.bins, tt.major)
			if err != nil || got.Bin != tt.want {
				t.Errorf("choose = %v, %v, want %s", got, err, tt.want)
			}
		})
	}
	for _, tt := range []struct {
		name  string
		bins  []string
		major int
		want  []string
	}{
		{"nothing", nil, 0, []string{"no PostgreSQL is installed", "run scripts/postgres"}},
		{"server only", []string{bare}, 0, []string{"PostgreSQL 15 in " + bare + " without pgvector (no pgvector)"}},
		{"old pgvector", []string{noble}, 0, []string{"pgvector 0.6.0 (pgvector older than 0.8.0)"}},
		{"old server", []string{old}, 0, []string{"(older than 15)"}},
		{"other major", []string{newer}, 15, []string{"the data folder was made by PostgreSQL 15, here is only PostgreSQL 17 in " + newer, "install PostgreSQL 15 with pgvector again"}},
		{"all reported", []string{bare, noble}, 0, []string{bare, noble}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := choose(tt.bins, tt.major)
			if auskunft.KindOf(err) != auskunft.Unavailable {
				t.Fatalf("error = %v, want one that is unavailable", err)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
		})
	}
}

func TestFindPrefersTheTreeItIsGiven(t *testing.T) {
	bin := fakeInstallation(t, "16.1", "0.9.0")
	got, err := Find(filepath.Dir(bin), 0)
	if err != nil || got.Bin != bin || got.Vector != (Version{0, 9, 0}) {
		t.Errorf("Find = %+v, %v, want %s", got, err, bin)
	}
}

// The script that installs and the program that uses must look in the same places.
func TestScriptFindsTheSame(t *testing.T) {
	out, err := exec.Command("../../../scripts/postgres", "--where").Output()
	if err != nil {
		t.Fatalf("scripts/postgres --where: %v", err)
	}
	got, err := Find(os.Getenv("AUSKUNFT_POSTGRES"), 0)
	if err != nil {
		t.Fatal(err)
	}
	if script := strings.TrimSpace(string(out)); script != got.Bin {
		t.Errorf("the script finds %s, the program %s", script, got.Bin)
	}
}
