package editor

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"auskunft"
	"auskunft/kb/article"
	"auskunft/kb/staff/frame"
)

// fileRow is a file of an article as pages show it.
type fileRow struct {
	article.Attachment
	URL, At   string
	Kilobytes int
	Unread    bool // its text could not be read, or not all of it
	Chosen    bool // belongs to the text
}

// files lists the files of an article: those of a text, and the newest of each other name.
func (p *pages) files(ctx context.Context, who auskunft.Account, id int64, chosen []int64) (list []fileRow, err error) {
	all, err := p.Articles.Attachments(ctx, who, id)
	shown := map[string]bool{}
	for _, a := range all {
		if of := slices.Contains(chosen, a.ID); of || !shown[a.Name] {
			list = append(list, fileRow{
				a, pathOf(id) + "/anhang/" + strconv.FormatInt(a.ID, 10), frame.Minute(a.AddedAt), (a.Size + 1023) / 1024, len(a.Warnings) > 0, of,
			})
		}
		shown[a.Name] = true
	}
	return list, err
}

// attach keeps the files that come with a form. Those before one that is refused are kept.
func (p *pages) attach(r *http.Request, who auskunft.Account, id int64) (ids []int64, err error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	for _, header := range r.MultipartForm.File["upload"] {
		file, err := header.Open()
		if err != nil {
			return ids, err
		}
		data, err := io.ReadAll(io.LimitReader(file, article.MaxFile+1))
		file.Close()
		if err != nil {
			return ids, err
		}
		a, err := p.Articles.Attach(r.Context(), actor(r, who), id, header.Filename, data)
		if err != nil {
			return ids, err
		}
		ids = append(ids, a.ID)
	}
	return ids, nil
}

func (p *pages) file(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	n, err := number(r.PathValue("file"))
	if err != nil {
		return err
	}
	f, err := p.Articles.Attached(r.Context(), who, id, int64(n))
	if err == nil {
		f.ServeHTTP(w, r)
	}
	return err
}

// readPage is a published article for staff, who read those that are not public here.
type readPage struct {
	article.Reading
	Slug, Checked string
}

func (p *pages) read(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
	found, err := p.Articles.Published(r.Context(), who.Reader(), r.PathValue("slug"), time.Now())
	if err != nil {
		return err
	}
	p.Show(w, r, http.StatusOK, "read.html", who, found.Title, readPage{found, r.PathValue("slug"), frame.Day(found.CheckedAt)})
	return nil
}

func (p *pages) readFile(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
	f, err := p.Articles.PublishedFile(r.Context(), who.Reader(), r.PathValue("slug"), r.PathValue("file"), time.Now())
	if err == nil {
		f.ServeHTTP(w, r)
	}
	return err
}
