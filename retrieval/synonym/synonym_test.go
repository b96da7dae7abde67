package synonym_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/internal/postgres/pgtest"
	"auskunft/retrieval/synonym"
)

func words(pairs []synonym.Pair) (words []string) {
	for _, p := range pairs {
		words = append(words, p.Word+"="+p.Official)
	}
	return words
}

func TestStore(t *testing.T) {
	ctx, store := t.Context(), synonym.NewStore(pgtest.New(t))
	staff := auskunft.ReaderOf(auskunft.Internal)
	n, err := store.Add(ctx, staff,
		synonym.Pair{Word: " Perso ", Official: "Personalausweis"},
		synonym.Pair{Word: "Knollchen\u0308", Official: "Verwarnungsgeld", Visibility: auskunft.Internal}, // combining diaeresis, not on an o
		synonym.Pair{Word: "Kno\u0308llchen", Official: "Verwarnungsgeld"},
		synonym.Pair{Word: "Umzug", Official: "Wohnsitz ummelden", Kind: synonym.Situation},
	)
	if err != nil || n != 4 {
		t.Fatalf("%d added, %v", n, err)
	}
	if n, err = store.Add(ctx, staff, synonym.Pair{Word: "Perso", Official: "Personalausweis"}); err != nil || n != 0 {
		t.Errorf("a pair that is there: %d added, %v", n, err)
	}
	public, err := store.List(ctx, auskunft.PublicReader)
	if want := []string{"Knöllchen=Verwarnungsgeld", "Perso=Personalausweis", "Umzug=Wohnsitz ummelden"}; err != nil || !slices.Equal(words(public), want) {
		t.Errorf("the public sees %q, %v; want %q", words(public), err, want)
	}
	if all, err := store.List(ctx, staff); err != nil || len(all) != 4 {
		t.Errorf("staff sees %q, %v", words(all), err)
	}
	for _, test := range []struct {
		pair synonym.Pair
		kind auskunft.ErrorKind
	}{
		{synonym.Pair{Word: "x", Official: "Xylophon"}, auskunft.Invalid},
		{synonym.Pair{Word: "", Official: "nichts"}, auskunft.Invalid},
		{synonym.Pair{Word: "Perso", Official: strings.Repeat("lang", 50)}, auskunft.Invalid},
		{synonym.Pair{Word: "perso", Official: "PERSO"}, auskunft.Invalid},
		{synonym.Pair{Word: "Perso", Official: "Ausweis", Kind: "antonym"}, auskunft.Invalid},
		{synonym.Pair{Word: "Perso", Official: "Ausweis", Visibility: "geheim"}, auskunft.Invalid},
		{synonym.Pair{Word: "Perso", Official: "Ausweis", Visibility: "department:kultur"}, auskunft.Forbidden},
	} {
		if _, err := store.Add(ctx, staff, synonym.Pair{Word: "gut", Official: "bleibt weg"}, test.pair); auskunft.KindOf(err) != test.kind {
			t.Errorf("%+v: %v; want %s", test.pair, err, test.kind)
		}
	}
	unknown := auskunft.ReaderOf(auskunft.DepartmentOnly("kultur"))
	if _, err := store.Add(ctx, unknown, synonym.Pair{Word: "Perso", Official: "Ausweis", Visibility: "department:kultur"}); auskunft.KindOf(err) != auskunft.Invalid {
		t.Errorf("a department without texts: %v; want invalid", err)
	}
	if n, err := store.Remove(ctx, auskunft.PublicReader, "knöllchen", ""); err != nil || n != 1 {
		t.Errorf("removed %d, %v; want the public one", n, err)
	}
	if _, err := store.Remove(ctx, staff, "Perso", "Pass"); auskunft.KindOf(err) != auskunft.NotFound {
		t.Errorf("removing what is not there: %v", err)
	}
}

func TestReadCSV(t *testing.T) {
	for _, test := range []struct {
		name, table string
		want        []string
		says        string // of the error
	}{
		{"German spreadsheet", "\ufeffword;official;kind\r\nPerso;Personalausweis;\r\nUmzug;\"Wohnsitz; ummelden\";situation\r\n", []string{"Perso=Personalausweis", "Umzug=Wohnsitz; ummelden"}, ""},
		{"commas, no heading", "Perso, Personalausweis\nLappen,Führerschein,synonym,internal\n", []string{"Perso=Personalausweis", "Lappen=Führerschein"}, ""},
		{"tabs", "Perso\tPersonalausweis", []string{"Perso=Personalausweis"}, ""},
		{"empty", "", nil, ""},
		{"one column", "Perso;Personalausweis\nLappen\n", nil, "line 2 has 1 columns"},
		{"bad kind", "Perso,Personalausweis\n\nUmzug,Ummelden,immer\n", nil, "line 3"},
		{"open quotes", "Perso,\"Personalausweis\nLappen,Führerschein\n", nil, "cannot be read"},
		{"binary", "\x00\xff\x00\xff", nil, "line 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			pairs, err := synonym.ReadCSV(strings.NewReader(test.table))
			if test.says != "" {
				if auskunft.KindOf(err) != auskunft.Invalid || !strings.Contains(err.Error(), test.says) {
					t.Errorf("error %v; want it to say %q", err, test.says)
				}
				return
			}
			if err != nil || !slices.Equal(words(pairs), test.want) {
				t.Fatalf("read %q, %v; want %q", words(pairs), err, test.want)
			}
			var b bytes.Buffer
			if err := synonym.WriteCSV(&b, pairs); err != nil {
				t.Fatal(err)
			}
			if again, err := synonym.ReadCSV(&b); err != nil || !slices.Equal(again, pairs) {
				t.Errorf("written and read again: %v, %v", again, err)
			}
		})
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add("word,official\nPerso,Personalausweis\n")
	f.Add("a;b;situation;internal")
	f.Fuzz(func(t *testing.T, table string) {
		pairs, err := synonym.ReadCSV(strings.NewReader(table))
		if err != nil && auskunft.KindOf(err) == auskunft.Unexpected {
			t.Errorf("%q: %v has no kind", table, err)
		}
		for _, p := range pairs {
			if p.Word == "" || p.Official == "" || p.Kind == "" || p.Visibility == "" {
				t.Errorf("%q: read %+v", table, p)
			}
		}
	})
}
