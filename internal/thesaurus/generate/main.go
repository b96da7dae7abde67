// Command generate writes the groups of words that package thesaurus embeds, from the file of
// Debian's package mythes-de:
//
//	apt-get download mythes-de && dpkg-deb -x mythes-de_*.deb mythes
//	go run ./internal/thesaurus/generate mythes/usr/share/mythes/th_de_DE_v2.dat internal/thesaurus/openthesaurus.txt.gz
//
// A line of that file that begins with "-|" is a group: words with remarks in parentheses,
// between bars. Every group is there once for each of its words.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"auskunft/internal/thesaurus"
)

func main() {
	if len(os.Args) != 3 {
		fail(fmt.Errorf("usage: generate th_de_DE_v2.dat openthesaurus.txt.gz"))
	}
	in, err := os.Open(os.Args[1])
	if err != nil {
		fail(err)
	}
	defer in.Close()
	groups, err := read(in)
	if err != nil {
		fail(err)
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		fail(err)
	}
	fmt.Fprintln(z, strings.Join(groups, "\n")) // into memory: Close returns what goes wrong
	if err := z.Close(); err != nil {
		fail(err)
	}
	if err := os.WriteFile(os.Args[2], b.Bytes(), 0o644); err != nil {
		fail(err)
	}
	fmt.Printf("%d groups, %d bytes\n", len(groups), b.Len())
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "generate:", err)
	os.Exit(1)
}

// read returns the groups worth having: lines of two or more stems, each line once, sorted.
func read(r io.Reader) (groups []string, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		group, ok := strings.CutPrefix(lines.Text(), "-|")
		if !ok {
			continue
		}
		var stems []string
		for entry := range strings.SplitSeq(group, "|") {
			if word := plain(entry); word != "" {
				stems = append(stems, thesaurus.Stem(word))
			}
		}
		slices.Sort(stems)
		if stems = slices.Compact(stems); len(stems) > 1 {
			groups = append(groups, strings.Join(stems, " "))
		}
	}
	slices.Sort(groups)
	return slices.Compact(groups), lines.Err()
}

// remark is what an entry says of its word: where it is used, how, or what may be left out.
var remark = regexp.MustCompile(`\([^()]*\)`)

// unfit are remarks on words that a city's texts and those who ask do not use, or not in this
// sense, and on words that are not the same but wider ("Oberbegriff").
var unfit = regexp.MustCompile(`\([^()]*(Oberbegriff|derb|vulg|veralt|fig\.|regional|schweiz|österr|bair|abwertend|ironisch|scherzhaft|Jargon|Spruch|Jugendsprache|lat\.|griech|franz|hist)`)

// single is one word of letters, neither an abbreviation nor a monster.
var single = regexp.MustCompile(`^\p{L}[\p{Ll}]{2,21}$`)

// plain is the word of an entry, "" where it is a phrase or unfit.
func plain(entry string) string {
	if unfit.MatchString(entry) {
		return ""
	}
	word := strings.TrimSpace(remark.ReplaceAllString(entry, ""))
	if !single.MatchString(word) {
		return ""
	}
	return word
}
