package main

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestCommittedWidgetIsFresh(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	built, err := buildWidget(root)
	if err != nil {
		t.Fatal(err)
	}
	dist := filepath.Join(root, "widget", "dist")
	committed := map[string]bool{}
	err = filepath.WalkDir(dist, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name, _ := filepath.Rel(dist, path)
			committed[filepath.ToSlash(name)] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range built {
		there, _ := os.ReadFile(filepath.Join(dist, filepath.FromSlash(name)))
		if !bytes.Equal(content, there) {
			t.Errorf("widget/dist/%s is not what its sources give: run make generate and commit it", name)
		}
		delete(committed, name)
	}
	for name := range committed {
		t.Errorf("widget/dist/%s has no source any more", name)
	}
}

// esbuild drops types without looking at them; the compiler looks.
func TestTypes(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	tsc := filepath.Join(root, packages, "node_modules", ".bin", "tsc")
	if _, err := os.Stat(tsc); err != nil {
		t.Fatalf("TypeScript is not installed (%v): run make generate, or npm ci --ignore-scripts in %s", err, packages)
	}
	for _, project := range []string{"widget", "kb/staff/frame/web"} {
		check := exec.Command(tsc, "--project", filepath.Join(root, filepath.FromSlash(project)))
		if out, err := check.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", project, err, out)
		}
	}
}

func TestBrokenScriptIsReported(t *testing.T) {
	root := t.TempDir()
	source := filepath.Join(root, "widget", "src")
	if err := os.MkdirAll(source, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, script := range map[string]string{"main": "const = 1", "handover": "export {}", "kiosk": "export {}"} {
		if err := os.WriteFile(filepath.Join(source, name+".ts"), []byte(script), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := buildWidget(root); err == nil {
		t.Error("a script that does not parse was built")
	}
}
