// Command bundle builds what browsers load: the citizens' widget and the style and
// script of the staff pages. Run it from anywhere in the repository:
//
//	go run ./internal/bundle          # both
//	go run ./internal/bundle widget   # widget/dist/auskunft.js, committed
//	go run ./internal/bundle staff    # kb/staff/frame/static, never committed
//
// The widget is our own TypeScript and needs nothing but esbuild, which is a Go
// library here, so its result is small, committed and reproducible. The staff pages
// use packages of others; they come through npm and the lock file beside this file,
// and only their built, purged form is embedded into the binary.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func run(targets []string) error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	if len(targets) == 0 {
		targets = []string{"widget", "staff"}
	}
	for _, target := range targets {
		var err error
		switch target {
		case "widget":
			err = writeWidget(root)
		case "staff":
			err = writeStaff(root)
		default:
			err = fmt.Errorf("unknown target %q: use widget or staff", target)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// moduleRoot is the folder of go.mod, so that the command works from any folder.
func moduleRoot() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	file := strings.TrimSpace(string(out))
	if filepath.Base(file) != "go.mod" {
		return "", errors.New("not inside the repository: no go.mod found")
	}
	return filepath.Dir(file), nil
}

// failure turns esbuild's messages into one error, nil when there are none.
func failure(messages []api.Message) error {
	if len(messages) == 0 {
		return nil
	}
	lines := api.FormatMessages(messages, api.FormatMessagesOptions{Kind: api.ErrorMessage})
	return errors.New(strings.TrimSpace(strings.Join(lines, "")))
}
