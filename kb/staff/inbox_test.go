package staff_test

import (
	"net/http"
	"strings"
	"testing"

	"auskunft"
	"auskunft/internal/browsertest"
	"auskunft/internal/civil"
	"auskunft/kb/account"
)

var lostTag = auskunft.Handover{
	Topic: "Hundemarke verloren", Summary: "Was kostet eine neue Marke?\n\nIch brauche eine für <Änne> 🐕.",
	Phone: "04227 991234", Email: "ae.mueller@post.example", Name: "Ä. Müller", Lang: "de",
}

func (o *office) receive(h auskunft.Handover, ticket string) (reference string) {
	o.t.Helper()
	reference, err := o.inbox.Receive(o.t.Context(), h, ticket)
	if err != nil {
		o.t.Fatal(err)
	}
	return reference
}

// A request is taken, answered and closed; the log says who did what to which, and nothing of
// what the citizen wrote.
func TestRequestIsWorkedOn(t *testing.T) {
	o := openOffice(t, "")
	jan := auskunft.Account{Login: "jan", Name: "Jan Ohlsen", Role: auskunft.AgentRole}
	if _, err := o.sessions.Add(t.Context(), account.By{}, jan, password); err != nil {
		t.Fatal(err)
	}
	reference := o.receive(lostTag, "a")
	path := "/staff/anliegen/" + reference
	inka, other := o.as("agentin"), o.as("jan")

	_, page := o.get(inka, "/staff/anliegen")
	wantText(t, page, "#request-"+reference, "Hundemarke verloren")
	wantText(t, page, "#request-"+reference+" td:last-child", "niemandem")
	wantText(t, page, "[role=status]", "1 wartet")
	_, page = o.get(inka, path)
	wantText(t, page, "blockquote", "für <Änne> 🐕")
	wantText(t, page, "dl", "Deutsch")
	received, _ := o.inbox.Get(t.Context(), agent, reference)
	wantText(t, page, "h1 + .hint", "nicht per E-Mail weitergegeben · wird am "+civil.Date(received.ReceivedAt.AddDate(0, 0, 60))+" gelöscht")
	if href, _ := page.Find("a.phone").Attr("href"); href != "tel:04227991234" {
		t.Errorf("called by %q", href)
	}

	_, page = o.post(inka, path+"/take", "from", "")
	wantText(t, page, "#work + p", "Sie haben dieses Anliegen übernommen.")
	response, page := o.post(other, path+"/take", "from", "") // Jan looked before Inka took it
	if response.StatusCode != http.StatusConflict {
		t.Errorf("taken twice: %s", response.Status)
	}
	wantText(t, page, "[role=alert]", "inzwischen übernommen")
	wantText(t, page, "button[autofocus]", "Von agentin übernehmen")
	o.post(other, path+"/take", "from", "agentin")
	response, page = o.post(inka, path+"/close", "note", "Sechs Euro, im Rathaus abzuholen.")
	if response.StatusCode != http.StatusConflict || page.Find("#note").Length() > 0 {
		t.Errorf("closed by somebody who does not have it: %s", response.Status)
	}
	if !strings.Contains(page.Find("blockquote").Last().Text(), "im Rathaus abzuholen") {
		t.Error("what was typed is lost")
	}
	_, page = o.post(other, path+"/answer", "note", strings.Repeat("ä", 4001))
	wantText(t, page, "[role=alert]", "höchstens 4.000 Zeichen")
	o.post(other, path+"/answer", "note", "Sechs Euro.")
	_, page = o.post(other, path+"/close", "note", "Sechs Euro, abgeholt.")
	wantText(t, page, ".form blockquote", "Sechs Euro, abgeholt.")
	_, page = o.get(inka, "/staff/anliegen")
	wantText(t, page, "[role=status]", "Gerade wartet niemand. Neue Anliegen erscheinen hier von selbst.")
	_, page = o.get(inka, "/staff/anliegen?done=1")
	wantText(t, page, "#request-"+reference+" td:last-child", ", jan")
	_, page = o.post(inka, path+"/reopen")
	wantText(t, page, "#note", "Sechs Euro, abgeholt.")

	var done []string
	for _, e := range o.logged(t, reference) {
		done = append(done, e.Who+" "+string(e.What))
		if all := e.Object + e.Detail + e.Why; strings.Contains(all, "Hundemarke") || strings.Contains(all, "Euro") || strings.Contains(all, "Müller") {
			t.Errorf("the log tells what was written: %s", all)
		}
	}
	if got := strings.Join(done, ", "); got != "agentin request_taken, jan request_taken, jan request_answered, jan request_closed, agentin request_reopened" {
		t.Errorf("the log says: %s", got)
	}
	if _, page = o.get(o.as("revision"), "/staff/protokoll?words="+reference); !strings.Contains(page.Text(), "Anliegen "+reference) {
		t.Error("the log's page does not name the request in German")
	}
	if response, page := o.get(inka, "/staff/anliegen/AAA-AAAA"); response.StatusCode != http.StatusNotFound || !strings.Contains(page.Text(), "nicht mehr") {
		t.Errorf("a request that is gone: %s", response.Status)
	}
}

func TestRequestsArePaged(t *testing.T) {
	o := openOffice(t, "")
	for i := range 51 {
		o.receive(lostTag, strings.Repeat("x", i+1))
	}
	inka := o.as("agentin")
	_, page := o.get(inka, "/staff/anliegen")
	if n := page.Find("tbody tr").Length(); n != 50 || page.Find(".pager a").Length() != 1 {
		t.Errorf("%d requests on the first page", n)
	}
	_, page = o.get(inka, "/staff/anliegen?from=50")
	if n := page.Find("tbody tr").Length(); n != 1 || text(page.Find(".pager a")) != "Zurück" {
		t.Errorf("%d requests on the second page, %q", n, text(page.Find(".pager a")))
	}
}

// By keyboard only, in every look; a new request comes into the list by itself, under a
// cursor that stays where it is.
func TestInboxLooks(t *testing.T) {
	o := openOffice(t, "")
	references := []string{o.receive(lostTag, "a"), o.receive(auskunft.Handover{Topic: "Kaldırım çok bozuk", Summary: "Okulun önünde.", Email: "x@post.example", Lang: "tr"}, "b")}
	if err := o.inbox.Take(t.Context(), agent, references[1], ""); err != nil {
		t.Fatal(err)
	}
	p := browsertest.Start(t).Page(t)
	p.Open(o.URL + "/staff/anliegen")
	p.See("h1", "Anmelden")
	p.Type("agentin")
	p.Press("Tab")
	p.Type(password)
	p.Press("Enter")
	p.See("h1", "Anliegen")
	for name, look := range browsertest.Looks {
		p.Look(look)
		p.Open(o.URL + "/staff/anliegen")
		p.See("#requests", "Hundemarke")
		p.Screenshot("staff-inbox-" + name)
		p.CheckLook("inbox, " + name)
		for i, reference := range references {
			p.Open(o.URL + "/staff/anliegen/" + reference)
			p.See("#work", "Bearbeitung")
			p.Screenshot([]string{"staff-request-", "staff-request-own-"}[i] + name)
			p.CheckLook("request, " + name)
		}
	}
	p.Look(browsertest.Look{})
	p.Open(o.URL + "/staff/anliegen")
	p.See("#requests", "Hundemarke")
	browsertest.Eval[bool](p, "document.querySelector('#open-"+references[1]+"').focus(), true")
	late := o.receive(auskunft.Handover{Topic: "Nachzügler", Summary: "x", Email: "x@post.example"}, "c")
	browsertest.Eval[bool](p, "document.dispatchEvent(new Event('visibilitychange')), true")
	p.See("#request-"+late, "Nachzügler")
	if got := p.Focused(); got != references[1] {
		t.Errorf("the new request moved the focus to %q", got)
	}
	p.Press("Enter") // opens what had the focus
	p.See("#note", "")
	p.Type("Wir schauen es uns an.")
	p.Press("Tab", "Enter")
	p.See("#work + p", "Erledigt am")
	quiet(t, p)
}
