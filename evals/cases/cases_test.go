package cases

import (
	"os"
	"strings"
	"testing"
	"time"

	"auskunft"
)

func TestReadExample(t *testing.T) {
	set, err := ReadFile("testdata/example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if set.Name != "beispiel" || len(set.Cases) != 6 || len(set.Hash) != 64 {
		t.Fatalf("set %q with %d cases, hash %q", set.Name, len(set.Cases), set.Hash)
	}
	first := set.Cases[0]
	if first.As != auskunft.Public || first.Role != Citizen || first.Lang != "de" {
		t.Errorf("defaults of the format are not applied: %+v", first)
	}
	if got := strings.Join(first.Tags, " "); got != "beispiel gebuehr einfach" {
		t.Errorf("tags %q", got)
	}
	if got := first.Today.Format(time.RFC3339); got != "2026-03-02T10:00:00+01:00" {
		t.Errorf("today %s", got)
	}
	text := "Die Hundesteuer beträgt 90,00 € im Jahr, für sogenannte Kampfhunde mehr."
	for _, f := range first.Expect.Required {
		if !f.Match(text) {
			t.Errorf("fact %s is not found in %q", f, text)
		}
	}
	if f := first.Expect.Forbidden[1]; !f.Match(text) {
		t.Errorf("forbidden %s is not found", f)
	}
	if set.Cases[1].Before[0] != "Was kostet die Hundesteuer?" || set.Cases[1].Area != "nord" {
		t.Errorf("second case: %+v", set.Cases[1])
	}
	if got := set.Cases[2].Today.Format("15:04"); got != "11:30" {
		t.Errorf("time of day %s", got)
	}
	if r := set.Cases[3].Reader(); !r.Sees(auskunft.DepartmentOnly("finanzen")) {
		t.Errorf("reader %v", r)
	}
	if set.Cases[4].Expect.Reason != auskunft.IndividualCase || set.Cases[5].Mode != auskunft.SimpleMode {
		t.Errorf("last cases: %+v", set.Cases[4:])
	}
	for _, c := range set.Cases {
		if strings.Join(c.Tags, " ") != "beispiel gebuehr einfach" && c.ID == "hundesteuer-hoehe" || c.Tags[0] != "beispiel" {
			t.Errorf("%s: tags of one case leak into another: %v", c.ID, c.Tags)
		}
	}
}

func TestReadFaults(t *testing.T) {
	const head = "set: s\ndefaults: {today: 2026-03-02}\ncases:\n"
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", "f: the file is empty"},
		{"no mapping", "- a\n", "f:1: the set must be keys with values"},
		{"broken yaml", "set: [", "f: yaml: line 1"},
		{"no cases", "set: s\n", "f:1: the set has no cases"},
		{"no name", "cases: [{id: a}]", "f:1: the set has no name"},
		{"unknown key", head + "- {id: a, question: q, expects: {status: answered}}", `f:4: unknown key "expects" in a case; known are area, as, before, expect,`},
		{"key twice", head + "- {id: a, id: b, question: q, expect: {status: answered}}", `f:4: "id" stands twice in a case`},
		{"id twice", head + "- {id: a, question: q, expect: {status: answered}}\n- {id: a, question: r, expect: {status: answered}}", `f:5: id "a" is taken by the case in line 4`},
		{"bad id", head + "- {id: Ä b, question: q, expect: {status: answered}}", `"Ä b" will not do here`},
		{"no question", head + "- {id: a, expect: {status: answered}}", "f:4: case a has no question"},
		{"empty question", head + "- {id: a, question: '  ', expect: {status: answered}}", "f:4: a text is missing here"},
		{"no date", "set: s\ncases:\n- {id: a, question: q, expect: {status: answered}}", "case a has no today"},
		{"bad date", head + "- {id: a, question: q, today: 2.3.2026, expect: {status: answered}}", `today: "2.3.2026" is no date`},
		{"no status", head + "- {id: a, question: q}", "case a expects no status"},
		{"bad status", head + "- {id: a, question: q, expect: {status: error}}", `"error" will not do here: want one of answered, clarify, refused`},
		{"reason of an answer", head + "- {id: a, question: q, expect: {status: answered, reason: unsafe}}", "which only refused answers have"},
		{"bad visibility", head + "- {id: a, question: q, as: secret, expect: {status: answered}}", `f:4: as: unknown visibility "secret"`},
		{"citizen reads internal", head + "- {id: a, question: q, as: internal, expect: {status: answered}}", "write role: agent"},
		{"bad pattern", head + "- {id: a, question: q, expect: {status: answered, required: [{regexp: '('}]}}", "error parsing regexp"},
		{"fact with two kinds", head + "- {id: a, question: q, expect: {status: answered, required: [{text: a, regexp: b}]}}", "a fact is one of text, regexp or any"},
		{"bad tag", head + "- {id: a, question: q, tags: [Gebühr], expect: {status: answered}}", `tag "Gebühr"`},
		{"not utf-8", "set: \xff", "not UTF-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read("f", strings.NewReader(tt.in))
			if err == nil {
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q, want %q in it", err, tt.want)
			}
			if k := auskunft.KindOf(err); k != auskunft.Invalid {
				t.Errorf("kind %s", k)
			}
		})
	}
}

func TestReadLimits(t *testing.T) {
	_, err := Read("f", strings.NewReader(strings.Repeat("#\n", MaxBytes)))
	if auskunft.KindOf(err) != auskunft.Limited {
		t.Errorf("a huge file: %v", err)
	}
	many := "set: s\ncases:\n" + strings.Repeat("- {id: A}\n", 40)
	_, err = Read("f", strings.NewReader(many))
	if lines := strings.Count(err.Error(), "\n"); lines != 20 || !strings.Contains(err.Error(), "more") {
		t.Errorf("%d lines of faults, want 20 and a rest:\n%v", lines, err)
	}
}

func FuzzRead(f *testing.F) {
	example, err := os.ReadFile("testdata/example.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(example))
	f.Add("set: a\ncases: [{id: a, question: *x}]")
	f.Add("&a [*a]")
	f.Fuzz(func(t *testing.T, in string) {
		set, err := Read("f", strings.NewReader(in))
		if err == nil && len(set.Cases) == 0 {
			t.Error("a set without cases was accepted")
		}
	})
}
