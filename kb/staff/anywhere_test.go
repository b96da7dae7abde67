package staff_test

import (
	"encoding/xml"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"auskunft/kb/staff"
)

// Browsers read the description without being signed in, and find the search by it.
func TestSearchFromAnywhere(t *testing.T) {
	for address, want := range map[string]string{"https://auskunft.auenwede.example": "https://auskunft.auenwede.example", "": "http://example.com"} {
		d := &desk{}
		site := d.site(t, staff.Deps{Search: d, Ask: d, Sessions: d, Analyse: analyser, Now: clock, Address: address})
		_, page := get(t, site, "/staff/sign-in")
		link := page.Find("link[rel=search]")
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest("GET", link.AttrOr("href", "/"), nil))
		if got := w.Header().Get("Content-Type"); got != "application/opensearchdescription+xml" || got != link.AttrOr("type", "") {
			t.Errorf("the description is %q, the link says %q", got, link.AttrOr("type", ""))
		}
		var description struct {
			ShortName string
			URL       struct {
				Template string `xml:"template,attr"`
			} `xml:"Url"`
		}
		if err := xml.Unmarshal(w.Body.Bytes(), &description); err != nil {
			t.Fatal(err)
		}
		if description.ShortName != link.AttrOr("title", "") || len(description.ShortName) > 16 || description.URL.Template != want+"/staff/search?answer=1&q={searchTerms}" {
			t.Errorf("described as %+v", description)
		}

		d.account = agent
		_, page = get(t, site, "/staff/search")
		script, err := url.PathUnescape(page.Find("#help a[href^='javascript:']").AttrOr("href", ""))
		if err != nil || !strings.HasPrefix(script, `javascript:void open("`+want+`/staff/search?answer=1`) || !strings.HasSuffix(script, "slice(0,500)))") {
			t.Errorf("the bookmark does %q (%v)", script, err)
		}
	}
}
