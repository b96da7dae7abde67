package staff

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"html/template"
	"net/http"

	"auskunft"
)

// openSearch describes the search to browsers, which then offer it beside their own
// (OpenSearch 1.1). They fetch it without a session, and it says nothing about anybody.
type openSearch struct {
	XMLName       xml.Name `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
	ShortName     string   // at most 16 characters
	Description   string
	InputEncoding string
	URL           struct {
		Type     string `xml:"type,attr"`
		Template string `xml:"template,attr"`
	} `xml:"Url"`
}

func (p *pages) openSearch(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
	description := openSearch{ShortName: p.Text("anywhere_name"), Description: p.Text("anywhere_description") + " " + p.Town(), InputEncoding: "UTF-8"}
	description.URL.Type, description.URL.Template = "text/html", p.searchFor(r, "{searchTerms}")
	body, err := xml.MarshalIndent(description, "", "  ")
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/opensearchdescription+xml")
	_, _ = w.Write(append([]byte(xml.Header), body...)) // a client that has left is nobody to tell
}

// searchFor is the whole address of a search whose words stand at its end.
func (p *pages) searchFor(r *http.Request, words string) string {
	return cmp.Or(p.Address, "http://"+r.Host) + searchPath + "?answer=1&q=" + words
}

// bookmarklet is a link that searches for what is selected on the page where it is used. Our own
// policy keeps it from running on our pages; from the bookmarks it runs on others.
func (p *pages) bookmarklet(r *http.Request) (template.URL, error) {
	address, err := json.Marshal(p.searchFor(r, ""))
	return template.URL("javascript:void open(" + string(address) + "+encodeURIComponent((getSelection()+'').trim().slice(0,500)))"), err
}
