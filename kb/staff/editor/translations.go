package editor

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"auskunft"
	"auskunft/ingest/finding"
	"auskunft/kb/article"
	"auskunft/kb/staff/frame"
)

// languages are the languages of texts by their German names, without some, and with the one
// that is chosen.
func languages(without []string, chosen string) (list []choice) {
	for code, name := range finding.German.Languages {
		if !slices.Contains(without, code) {
			list = append(list, choice{code, name, code == chosen})
		}
	}
	slices.SortFunc(list, func(a, b choice) int { return strings.Compare(a.Name, b.Name) })
	return list
}

func languageName(code string) string { return cmp.Or(finding.German.Languages[code], code) }

// translationRow is an article in another language.
type translationRow struct {
	listRow
	Language string
	Stale    bool
	Original bool
}

// translations lists an article in other languages, and those it may be translated into.
func (p *pages) translations(ctx context.Context, who auskunft.Account, a article.Article) (list []translationRow, into []choice, err error) {
	found, err := p.Articles.Translations(ctx, who, a.ID)
	there := []string{a.Lang}
	for _, t := range found {
		list = append(list, translationRow{p.row(t.Article), languageName(t.Lang), t.Stale, t.ID == a.Original})
		there = append(there, t.Lang)
	}
	if a.Original == 0 {
		into = languages(there, "")
	}
	return list, into, err
}

// translateInto begins a translation: it has the text of its original, to be written over,
// and everything else of it.
func (p *pages) translateInto(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	if err := frame.ReadForm(w, r); err != nil {
		return err
	}
	lang := r.PostForm.Get("lang")
	if _, ok := finding.German.Languages[lang]; !ok {
		return p.showWith(w, r, who, id, auskunft.Errorf(auskunft.Invalid, "article_translation", "unknown language %q", lang))
	}
	a, head, err := p.Articles.Get(r.Context(), who, id)
	if err == nil && a.Live != 0 {
		head, err = p.Articles.Revision(r.Context(), who, id, a.Live)
	}
	if err != nil {
		return err
	}
	text := head.Text
	text.Files = nil // they are in the language of the original
	fresh, err := p.Articles.Create(r.Context(), actor(r, who), article.Seed{
		Template: a.Template, Lang: lang, Original: id, Duties: article.Duties{Department: a.Department}, Text: text,
	})
	if err != nil {
		return p.showWith(w, r, who, id, err)
	}
	return goTo(w, r, pathOf(fresh)+"/bearbeiten")
}

// original is the text that a translation is made of, beside it.
type original struct {
	listRow
	Version *version
	Number  int             // revision that the translation can be up to; 0: nothing is published
	Changes []article.Piece // in it since the revision that was translated; nil: none
	From    int
}

// original returns nil for what is no translation, or when the original is not to be seen.
func (p *pages) original(ctx context.Context, who auskunft.Account, a article.Article) (*original, error) {
	if a.Original == 0 {
		return nil, nil
	}
	source, text, err := p.Articles.Get(ctx, who, a.Original)
	if auskunft.KindOf(err) == auskunft.NotFound {
		return nil, nil
	}
	if err == nil && source.Live != 0 {
		text, err = p.Articles.Revision(ctx, who, a.Original, source.Live)
	}
	if err != nil {
		return nil, err
	}
	_, own, err := p.Articles.Get(ctx, who, a.ID)
	if err != nil {
		return nil, err
	}
	o := &original{listRow: p.row(source), Version: shown(source, text), Number: source.Live, From: own.Text.Translates}
	if o.From != 0 && o.From < text.Number {
		before, err := p.Articles.Revision(ctx, who, a.Original, o.From)
		if err != nil {
			return nil, err
		}
		o.Changes = article.Diff(before.Text.Title+"\n\n"+before.Text.Body, text.Text.Title+"\n\n"+text.Text.Body)
	}
	return o, nil
}
