package admin

import (
	"bytes"
	"context"
	"html/template"
	"net/http"
	"time"

	"auskunft"
	"auskunft/kb/account"
	"auskunft/kb/privacy"
	"auskunft/kb/staff/frame"
)

const privacyPath = frame.Root + "/datenschutz"

// Privacy writes what a data-protection impact assessment needs; privacy.Desk does.
type Privacy interface {
	Write(ctx context.Context, now time.Time) (privacy.Document, error)
}

func (p *pages) privacyRoutes() {
	p.Handle("GET "+privacyPath, account.SeePrivacy, p.privacy)
	p.Handle("GET "+privacyPath+".html", account.SeePrivacy, p.privacyFile("text/html; charset=utf-8", "html", privacy.Document.WritePage))
	p.Handle("GET "+privacyPath+".md", account.SeePrivacy, p.privacyFile("text/markdown; charset=utf-8", "md", privacy.Document.WriteMarkdown))
}

// privacyPage shows the document.
type privacyPage struct {
	Title string
	Body  template.HTML
}

func (p *pages) privacy(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	document, err := p.Privacy.Write(r.Context(), time.Now())
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	p.Show(w, r, http.StatusOK, "privacy.html", who, p.Text("privacy"), privacyPage{document.Title, document.HTML()})
}

// privacyFile sends the document as a file.
func (p *pages) privacyFile(kind, suffix string, write func(privacy.Document, *bytes.Buffer) error) frame.Page {
	return func(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
		var file bytes.Buffer
		document, err := p.Privacy.Write(r.Context(), time.Now())
		if err == nil {
			err = write(document, &file)
		}
		if err != nil {
			p.Problem(w, r, err)
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Content-Disposition", `attachment; filename="dsfa.`+suffix+`"`)
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(file.Bytes()) // whoever asked may have left
	}
}
