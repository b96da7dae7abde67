package admin

import (
	"testing"

	"auskunft/kb/audit"
	"auskunft/kb/staff/frame"
)

// Details are put into German where they are read; words that people have typed stay theirs.
func TestAuditDetail(t *testing.T) {
	site, err := frame.New(frame.Config{Town: "Auenwede"})
	if err != nil {
		t.Fatal(err)
	}
	room, err := site.Room(templates, texts)
	if err != nil {
		t.Fatal(err)
	}
	p := &pages{Room: room}
	for _, c := range []struct {
		what         audit.Event
		detail, want string
	}{
		{audit.AccountAdded, "staff (finanzen)", "Mitarbeit (finanzen)"},
		{audit.AccountChanged, "agent → editor (bauen, finanzen)", "Servicecenter → Redaktion (bauen, finanzen)"},
		{audit.ArticleAdded, "howto, department:bauen", "Anleitung, nur Fachbereich bauen"},
		{audit.ArticleMoved, "review → published, revision 3", "in Prüfung → veröffentlicht, Fassung 3"},
		{audit.ArticleAssigned, "anna, , bauen, 365 days", "anna, bauen, 365 Tage Prüfabstand"},
		{audit.ArticleChecked, "checked", "bestätigt"},
		{audit.NoticeAdded, "urgent, public, 2026-11-22 10:00:00, reisepass", "dringend, öffentlich, 22.11.2026, 11:00, reisepass"},
		{audit.GapMoved, "→ answered, 3 of 4", "→ beantwortet, 3 von 4"},
		{audit.GapAssigned, "finanzen, anna", "finanzen, anna"},
		{audit.PinAdded, "article hundesteuer, revision 2", "Artikel hundesteuer, Fassung 2"},
		{audit.SettingChanged, "20 -> 30", "20 → 30"},
		{audit.SettingChanged, "in force -> suspended", "gilt → ausgesetzt"},
		{audit.ChannelClosed, "open -> closed: Wir prüfen, ob open -> none stimmt.", "offen → abgeschaltet: Wir prüfen, ob open -> none stimmt."},
		{audit.SourceRun, "accept-deletes redo", "auch viele verschwundene Texte zurückziehen, alles neu gelesen"},
		{audit.SourcePlanned, `schedule "03:30", paused true`, "Zeitplan: 03:30, angehalten"},
		{audit.SourcePlanned, `schedule "", paused false`, "nur von Hand, läuft"},
		{audit.SourceAdded, "files:/srv/texte, internal", "files:/srv/texte, nur intern"},
		{audit.SourceRemoved, "12 documents", "12 Dokumente"},
		{audit.TextErased, "documents 2, reports of staff 0", "Dokumente: 2, Meldungen von Mitarbeitenden: 0"},
		{audit.LogExported, "who=anna&what=sign_in&from=2026-11-01", "Wer: anna, Was: Anmeldung, Von: 01.11.2026"},
		{audit.SignedOut, "Verwaltungskonto der Stadt", "Verwaltungskonto der Stadt"},
		{audit.SignedIn, "", ""},
	} {
		if got := p.auditDetail(audit.Entry{What: c.what, Detail: c.detail}); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.what, c.detail, got, c.want)
		}
	}
}

// Every event has a name, and every kind of thing that events are about.
func TestAuditNames(t *testing.T) {
	site, _ := frame.New(frame.Config{Town: "Auenwede"})
	room, err := site.Room(templates, texts)
	if err != nil {
		t.Fatal(err)
	}
	for _, event := range audit.Events {
		if _, ok := room.Lookup("audit_" + string(event)); !ok {
			t.Errorf("the event %s has no German name", event)
		}
	}
	for _, kind := range []string{"account", "article", "case", "channel", "entries", "finding", "gap", "notice", "pin", "request", "setting", "source", "token"} {
		if _, ok := room.Lookup("object_" + kind); !ok {
			t.Errorf("%q has no German name", kind)
		}
	}
}
