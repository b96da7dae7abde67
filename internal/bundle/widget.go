package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

// widgetTarget is the oldest JavaScript the widget speaks. What decides is not syntax
// but constructed style sheets, which Safari has since 16.4.
const widgetTarget = api.ES2022

func writeWidget(root string) error {
	script, err := buildWidget(root)
	if err != nil {
		return err
	}
	dist := filepath.Join(root, "widget", "dist")
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dist, "auskunft.js"), script, 0o644)
}

// buildWidget returns the widget as one classic script: style sheet and texts inside,
// nothing to load afterwards. The same sources always give the same bytes.
func buildWidget(root string) ([]byte, error) {
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:     root,
		EntryPoints:       []string{"widget/src/main.ts"},
		Bundle:            true,
		Format:            api.FormatIIFE,
		Target:            widgetTarget,
		Charset:           api.CharsetUTF8,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsNone,
		Banner:            map[string]string{"js": "/*! Auskunft widget, EUPL-1.2 */"},
		Plugins:           []api.Plugin{styleAsText()},
	})
	if err := failure(result.Errors); err != nil {
		return nil, fmt.Errorf("widget: %w", err)
	}
	return result.OutputFiles[0].Contents, nil
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
