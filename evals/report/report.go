// Package report makes what people look at from stored runs: one HTML file that needs
// neither script nor network, a Markdown summary, JUnit for build servers, and JSON.
package report

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"

	"auskunft"
	"auskunft/evals"
	"auskunft/evals/calibrate"
)

// Options are the arguments of `eval report`. Empty file names are not written.
type Options struct {
	Runs        []string // stored runs
	Calibration string   // a fit of the answerable decision, for its reliability curve; may be ""
	Lang        string   // "de" or "en"; "" means "de"
	HTML        string
	Markdown    string
	JUnit       string
	JSON        string
}

// Write reads the runs and writes the reports; on w it says which.
func Write(opts Options, w io.Writer) error {
	runs, fit, err := read(opts)
	if err != nil {
		return err
	}
	words, err := loadWords(opts.Lang)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		path  string
		write func(io.Writer) error
	}{
		{opts.HTML, func(w io.Writer) error { return HTML(w, words.lang, runs, fit) }},
		{opts.Markdown, func(w io.Writer) error { return Markdown(w, words.lang, runs) }},
		{opts.JUnit, func(w io.Writer) error { return JUnit(w, runs) }},
		{opts.JSON, func(w io.Writer) error { return JSON(w, runs) }},
	} {
		if f.path == "" {
			continue
		}
		var b bytes.Buffer
		if err := f.write(&b); err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(f.path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(f.path, b.Bytes(), 0o644); err != nil {
			return err
		}
		fmt.Fprintf(w, "%s written, %d kB\n", f.path, (b.Len()+1023)/1024)
	}
	return nil
}

// WriteAll writes report.html, report.md, junit.xml and figures.json to a folder.
func WriteAll(dir, calibration, lang string, runs []string, w io.Writer) error {
	return Write(Options{
		Runs: runs, Calibration: calibration, Lang: lang,
		HTML: filepath.Join(dir, "report.html"), Markdown: filepath.Join(dir, "report.md"),
		JUnit: filepath.Join(dir, "junit.xml"), JSON: filepath.Join(dir, "figures.json"),
	}, w)
}

func read(opts Options) ([]*evals.Run, *calibrate.DecisionFit, error) {
	if len(opts.Runs) == 0 {
		return nil, nil, auskunft.Errorf(auskunft.Invalid, "eval_report", "no runs to report; name files that eval --out wrote")
	}
	var runs []*evals.Run
	for _, path := range opts.Runs {
		run, err := evals.ReadRun(path)
		if err != nil {
			return nil, nil, err
		}
		runs = append(runs, run)
	}
	if opts.Calibration == "" {
		return runs, nil, nil
	}
	data, err := os.ReadFile(opts.Calibration)
	if err != nil {
		return nil, nil, auskunft.Errorf(auskunft.NotFound, "eval_report", "calibration: %w", err)
	}
	var fit calibrate.DecisionFit
	if err := json.Unmarshal(data, &fit); err != nil {
		return nil, nil, auskunft.Errorf(auskunft.Invalid, "eval_report", "%s is no calibration: %w", opts.Calibration, err)
	}
	return runs, &fit, nil
}

//go:embed report.html.tmpl
var files embed.FS

// HTML writes the report as one page. Language is "de" or "en"; fit may be nil.
func HTML(w io.Writer, language string, runs []*evals.Run, fit *calibrate.DecisionFit) error {
	words, err := loadWords(language)
	if err != nil {
		return err
	}
	page, err := template.New("report.html.tmpl").Funcs(template.FuncMap{"t": words.text}).ParseFS(files, "report.html.tmpl")
	if err != nil {
		return err
	}
	return page.Execute(w, newView(words, runs, fit))
}

// JSON writes the figures of the runs, without their samples.
func JSON(w io.Writer, runs []*evals.Run) error {
	short := make([]evals.Run, len(runs))
	for i, r := range runs {
		short[i] = *r
		short[i].Samples = nil
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(short)
}
