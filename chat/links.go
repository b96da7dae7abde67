package chat

import (
	"net/url"
	"strings"

	"auskunft"
	"auskunft/internal/civil"
)

// links are the contacts in a sentence that lead to the city, or to whom everybody may call: its numbers and mail domains and the host of
// its website, as it has configured them, 11x and 116 xxx. The text of a source may have been tampered with; what it names besides stays
// text.
func (d *Desk) links(text string) (found []auskunft.Link) {
	for _, c := range civil.Contacts(text) {
		if said := text[c.Start:c.End]; d.leadsHome(said, c.URL) {
			found = append(found, auskunft.Link{Title: said, URL: c.URL})
		}
	}
	return found
}

func (d *Desk) leadsHome(said, address string) bool {
	if !strings.HasPrefix(address, "http") {
		return strings.HasPrefix(said, "11") || d.masker.Ours(said)
	}
	u, err := url.Parse(address)
	home, _ := url.Parse(d.town.Website)
	return err == nil && u.User == nil && home != nil && home.Host != "" && strings.EqualFold(u.Host, home.Host)
}
