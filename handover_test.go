package auskunft_test

import (
	"strings"
	"testing"

	"auskunft"
)

func TestHandoverClean(t *testing.T) {
	whole := auskunft.Handover{Topic: "Hundemarke", Summary: "Verloren.", Phone: "04227 991234"}
	with := func(change func(*auskunft.Handover)) auskunft.Handover {
		h := whole
		change(&h)
		return h
	}
	type H = auskunft.Handover
	for name, tt := range map[string]struct {
		in   H
		code string // "" when it is right
	}{
		"whole":                {whole, ""},
		"no topic":             {with(func(h *H) { h.Topic = " \u00a0\r\n" }), "handover_topic"},
		"topic too long":       {with(func(h *H) { h.Topic = strings.Repeat("ß", 201) }), "handover_topic"},
		"longest topic":        {with(func(h *H) { h.Topic = strings.Repeat("ß", 200) }), ""},
		"no summary":           {with(func(h *H) { h.Summary = "\x00\n" }), "handover_summary"},
		"longest summary":      {with(func(h *H) { h.Summary = strings.Repeat("🐕", 4000) }), ""},
		"summary too long":     {with(func(h *H) { h.Summary = strings.Repeat("a", 4001) }), "handover_summary"},
		"nothing to reach":     {with(func(h *H) { h.Phone = "" }), "handover_reach"},
		"phone with area code": {with(func(h *H) { h.Phone = "+49 (4227) 99-0 / 12.3" }), ""},
		"phone too short":      {with(func(h *H) { h.Phone = "115" }), "handover_reach"},
		"no phone":             {with(func(h *H) { h.Phone = "ruft mich an 04227" }), "handover_reach"},
		"mail only":            {with(func(h *H) { h.Phone, h.Email = "", "eva.müller@post.example" }), ""},
		"both":                 {with(func(h *H) { h.Email = "eva@post.example" }), ""},
		"mail without a dot":   {with(func(h *H) { h.Email = "eva@localhost" }), "handover_reach"},
		"mail of two":          {with(func(h *H) { h.Email = "a@b.example, c@d.example" }), "handover_reach"},
		"mail with a name":     {with(func(h *H) { h.Email = "Eva <eva@post.example>" }), "handover_reach"},
		"header in mail":       {with(func(h *H) { h.Email = "eva@post.example\r\nBcc: all@post.example" }), "handover_reach"},
		"name too long":        {with(func(h *H) { h.Name = strings.Repeat("a", 201) }), "handover_name"},
	} {
		got, err := tt.in.Clean()
		code := ""
		if err != nil {
			code = auskunft.CodeOf(err)
		}
		if code != tt.code {
			t.Errorf("%s: %q, want %q", name, code, tt.code)
		}
		if again, _ := got.Clean(); again != got {
			t.Errorf("%s: cleaning twice changes %+v to %+v", name, got, again)
		}
	}
}

func TestHandoverCleanKeepsWhatWasWritten(t *testing.T) {
	got, err := auskunft.Handover{
		Topic: "  Marke\r\nBcc: x\t weg ", Summary: "Erste Zeile\r\n\r\n\tzweite\x1b[0m Zeile \xff\n", Phone: " 04227  1234 ", Name: "Eva\x00 Müller",
	}.Clean()
	want := auskunft.Handover{Topic: "Marke Bcc: x weg", Summary: "Erste Zeile\n\n\tzweite [0m Zeile \uFFFD", Phone: "04227 1234", Name: "Eva Müller"}
	if err != nil || got != want {
		t.Errorf("%+v %v\nwant %+v", got, err, want)
	}
}
