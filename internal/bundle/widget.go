package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// widgetTarget is the oldest JavaScript the widget speaks. What decides is not syntax
// but constructed style sheets, which Safari has since 16.4.
const widgetTarget = api.ES2022

const widgetBanner = "/*! Auskunft widget, EUPL-1.2 */"

func writeWidget(root string) error {
	files, err := buildWidget(root)
	if err != nil {
		return err
	}
	dist := filepath.Join(root, "widget", "dist")
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	for name, content := range files {
		file := filepath.Join(dist, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// buildWidget returns the widget's files by their paths: auskunft.js, a classic script
// with the style sheet and the German and English texts, all that an answer needs; the
// parts it loads when somebody wants them; and the texts of the other languages. The
// same sources always give the same bytes.
func buildWidget(root string) (map[string][]byte, error) {
	files, err := buildTexts(root)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, part := range []string{"handover", "kiosk"} {
		script, err := buildScript(root, part, api.FormatESModule, nil)
		if err != nil {
			return nil, err
		}
		files[part+".js"] = script
		// The script asks for exactly the part it was built with, whatever a cache holds.
		sum := sha256.Sum256(script)
		names[strings.ToUpper(part)+"_FILE"] = fmt.Sprintf("%q", part+".js?"+hex.EncodeToString(sum[:4]))
	}
	files["auskunft.js"], err = buildScript(root, "main", api.FormatIIFE, names)
	return files, err
}

func buildScript(root, entry string, format api.Format, define map[string]string) ([]byte, error) {
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:     root,
		EntryPoints:       []string{"widget/src/" + entry + ".ts"},
		Bundle:            true,
		Format:            format,
		Target:            widgetTarget,
		Charset:           api.CharsetUTF8,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsNone,
		Banner:            map[string]string{"js": widgetBanner},
		Define:            define,
		Plugins:           []api.Plugin{styleAsText()},
	})
	if err := failure(result.Errors); err != nil {
		return nil, fmt.Errorf("widget: %w", err)
	}
	return result.OutputFiles[0].Contents, nil
}

// buildTexts returns the files of the languages that are not in the script.
func buildTexts(root string) (map[string][]byte, error) {
	sources, err := filepath.Glob(filepath.Join(root, "widget", "src", "texts", "*.json"))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, source := range sources {
		name := filepath.Base(source)
		if name == "de.json" || name == "en.json" {
			continue
		}
		text, err := os.ReadFile(source)
		if err != nil {
			return nil, err
		}
		var small bytes.Buffer
		if err := json.Compact(&small, text); err != nil {
			return nil, fmt.Errorf("widget: %s: %w", name, err)
		}
		files["texts/"+name] = small.Bytes()
	}
	return files, nil
}

// styleAsText lets a script import a style sheet as minified text, which is what a
// constructed style sheet is made from.
func styleAsText() api.Plugin {
	return api.Plugin{Name: "style-as-text", Setup: func(build api.PluginBuild) {
		build.OnLoad(api.OnLoadOptions{Filter: `\.css$`}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
			source, err := os.ReadFile(args.Path)
			if err != nil {
				return api.OnLoadResult{}, err
			}
			css := api.Transform(string(source), api.TransformOptions{
				Loader:           api.LoaderCSS,
				Charset:          api.CharsetUTF8,
				MinifyWhitespace: true,
				MinifySyntax:     true,
				Sourcefile:       args.Path,
			})
			if err := failure(css.Errors); err != nil {
				return api.OnLoadResult{}, err
			}
			text := string(css.Code)
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderText}, nil
		})
	}}
}
