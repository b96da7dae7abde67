package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

// packages is the folder of package.json, relative to the repository.
const packages = "internal/bundle"

// writeStaff builds kb/staff/frame/static from kb/staff/frame/web: staff.css (KERN's rules that our
// templates use, then our own), staff.js (htmx and our own), writing.js (the field in which
// editors write), and the fonts.
func writeStaff(root string) error {
	if err := installPackages(filepath.Join(root, packages)); err != nil {
		return err
	}
	out := filepath.Join(root, "kb", "staff", "frame", "static")
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:     root,
		EntryPoints:       []string{"kb/staff/frame/web/staff.ts", "kb/staff/frame/web/writing.ts", "kb/staff/frame/web/staff.css"},
		NodePaths:         []string{filepath.Join(root, packages, "node_modules")},
		Outdir:            out,
		AssetNames:        "[name]",
		Loader:            map[string]api.Loader{".woff2": api.LoaderFile},
		Bundle:            true,
		Format:            api.FormatIIFE,
		Target:            api.ES2022,
		Charset:           api.CharsetUTF8,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsEndOfFile,
		Write:             true,
	})
	if err := failure(result.Errors); err != nil {
		return fmt.Errorf("staff: %w", err)
	}
	return purge(root)
}

// installPackages runs npm when what is installed is not what the lock file says.
// Scripts of packages are not run: we want their files, not their opinions.
func installPackages(dir string) error {
	lock, err := os.Stat(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return err
	}
	installed, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json"))
	if err == nil && !installed.ModTime().Before(lock.ModTime()) {
		return nil
	}
	npm := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	npm.Dir, npm.Stdout, npm.Stderr = dir, os.Stderr, os.Stderr
	if err := npm.Run(); err != nil {
		return fmt.Errorf("npm ci in %s (the staff pages' assets need Node): %w", dir, err)
	}
	return nil
}

// purge drops the rules of staff.css that none of our templates can match: KERN has
// 340 KB, our pages use a tenth.
func purge(root string) error {
	purgecss := exec.Command("node", filepath.Join(packages, "node_modules", "purgecss", "bin", "purgecss.js"),
		"--config", filepath.Join(packages, "purgecss.config.cjs"))
	var complaint bytes.Buffer
	purgecss.Dir, purgecss.Stderr = root, &complaint
	if err := purgecss.Run(); err != nil {
		return fmt.Errorf("purgecss: %w: %s", err, bytes.TrimSpace(complaint.Bytes()))
	}
	return nil
}
