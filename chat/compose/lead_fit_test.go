package compose

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

var leadsFile = flag.String("leads", "", "what go test ./cmd/auskunft -run LeadInBulk -leads has written")
var leadUse = flag.String("lead-use", "", "")
var leadDrop = flag.String("lead-drop", "", "")
var leadL2 = flag.Float64("lead-l2", 3, "")
var leadShow = flag.Bool("lead-show", false, "")
var leadPages = flag.Int("lead-pages", 1, "")

type ledCase struct {
	Author, ID, Question string
	Facts                int
	Early                bool
	Said                 []uint64
	Class                string
	Names                []string
	Pages                []struct {
		Right bool
		Leads []struct {
			Facts  uint64
			Text   string
			Row    bool
			Values []float64
		}
	}
}

// choice is one question's candidates.
type choice struct {
	author   string
	id       string
	weight   float64
	x        [][]float64
	right    []bool
	facts    []uint64
	text     []string
	question string
	page     []int
	full     uint64
	early    bool
	said     []uint64
}

// condLogit fits weights such that exp(w·x) picks a right candidate.
func condLogit(in []choice, l2 float64) (w, mean, sd []float64) {
	d := len(in[0].x[0])
	mean, sd, w = make([]float64, d), make([]float64, d), make([]float64, d)
	n := 0.0
	for _, c := range in {
		for _, x := range c.x {
			n++
			for j, v := range x {
				mean[j] += v
			}
		}
	}
	for j := range mean {
		mean[j] /= n
	}
	for _, c := range in {
		for _, x := range c.x {
			for j, v := range x {
				sd[j] += (v - mean[j]) * (v - mean[j]) / n
			}
		}
	}
	for j := range sd {
		if sd[j] = math.Sqrt(sd[j]); sd[j] < 1e-6 {
			sd[j] = 1
		}
	}
	z := make([][][]float64, len(in))
	for n, c := range in {
		for _, x := range c.x {
			y := make([]float64, d)
			for j, v := range x {
				y[j] = (v - mean[j]) / sd[j]
			}
			z[n] = append(z[n], y)
		}
	}
	probs := func(w []float64, n int) (p []float64, all, pos float64) {
		p = make([]float64, len(z[n]))
		top := math.Inf(-1)
		for i, x := range z[n] {
			for j, v := range x {
				p[i] += w[j] * v
			}
			top = max(top, p[i])
		}
		for i := range p {
			p[i] = math.Exp(p[i] - top)
			all += p[i]
			if in[n].right[i] {
				pos += p[i]
			}
		}
		return p, all, pos
	}
	loss := func(w []float64) float64 {
		sum := 0.0
		for _, v := range w {
			sum += l2 / 2 * v * v
		}
		for n, c := range in {
			if slices.Contains(c.right, true) {
				_, all, pos := probs(w, n)
				sum -= c.weight * math.Log(max(pos, 1e-300)/all)
			}
		}
		return sum
	}
	have := loss(w)
	for range 25 {
		g := make([]float64, d)
		h := make([][]float64, d)
		for j := range h {
			h[j] = make([]float64, d)
			h[j][j] = l2
			g[j] = -l2 * w[j]
		}
		for n, c := range in {
			if !slices.Contains(c.right, true) {
				continue
			}
			p, all, pos := probs(w, n)
			ex := make([]float64, d)
			for i, x := range z[n] {
				q, a := c.weight*p[i]/all, 0.0
				if c.right[i] {
					a = c.weight * p[i] / max(pos, 1e-300)
				}
				if q < 1e-6 && a < 1e-6 {
					continue
				}
				for j, v := range x {
					ex[j] += q * v
					g[j] += (a - q) * v
					qz := q * v
					hj := h[j]
					for k := 0; k <= j; k++ {
						hj[k] += qz * x[k]
					}
				}
			}
			for j := range ex {
				for k := 0; k <= j; k++ {
					h[j][k] -= ex[j] * ex[k] / c.weight
				}
			}
		}
		step := cholesky(h, g)
		t := 1.0
		next := make([]float64, d)
		now := 0.0
		for ; t > 1e-3; t /= 2 {
			for j := range w {
				next[j] = w[j] + t*step[j]
			}
			if now = loss(next); now < have {
				break
			}
		}
		if t <= 1e-3 || have-now < 1e-4 {
			break
		}
		copy(w, next)
		have = now
	}
	return w, mean, sd
}

func readChoices(t *testing.T) (names []string, all []choice) {
	b, err := os.ReadFile(*leadsFile)
	if err != nil {
		t.Fatal(err)
	}
	var cs []ledCase
	if err := json.Unmarshal(b, &cs); err != nil {
		t.Fatal(err)
	}
	for _, c := range cs {
		if len(c.Pages) == 0 {
			continue
		}
		if names == nil {
			names = c.Names
		}
		ch := choice{weight: 1, author: c.Author, id: c.ID, question: c.Question, early: c.Early, said: c.Said, full: 1<<c.Facts - 1}
		for pi, p := range c.Pages[:min(len(c.Pages), *leadPages)] {
			for _, l := range p.Leads {
				x := l.Values
				if *leadPages > 1 {
					x = append(slices.Clone(x), b2(pi == 0), float64(pi))
				}
				ch.x = append(ch.x, x)
				ch.facts = append(ch.facts, l.Facts)
				ch.text = append(ch.text, l.Text)
				ch.page = append(ch.page, pi)
				ch.right = append(ch.right, l.Facts == ch.full && p.Right)
			}
		}
		if !slices.Contains(ch.right, true) {
			i := 0
			most := 1
			for pass := range 2 {
				i = 0
				for _, p := range c.Pages[:min(len(c.Pages), *leadPages)] {
					for range p.Leads {
						n := 0
						for f := ch.facts[i]; f > 0; f &= f - 1 {
							n++
						}
						if pass == 0 {
							if p.Right {
								most = max(most, n)
							}
						} else {
							ch.right[i] = p.Right && n >= most
						}
						i++
					}
				}
			}
		}
		all = append(all, ch)
	}
	if *leadOmos > 0 {
		all = append(all, omosChoices(t)...)
	}
	if *leadPages > 1 {
		names = append(names, "page.first", "page.rank")
	}
	// selection
	var keep []int
	var kept []string
	for j, n := range names {
		use := *leadUse == "" || slices.Contains(strings.Split(*leadUse, ","), n)
		if use && !slices.Contains(strings.Split(*leadDrop, ","), n) {
			keep = append(keep, j)
			kept = append(kept, n)
		}
	}
	for i := range all {
		for k, x := range all[i].x {
			y := make([]float64, len(keep))
			for a, j := range keep {
				y[a] = x[j]
			}
			all[i].x[k] = y
		}
	}
	return kept, all
}

var leadOmos = flag.Float64("lead-omos", 0, "")

func omosChoices(t *testing.T) (all []choice) {
	dir := omosFolder(t)
	v := omosVocabulary(t, dir)
	pool, _ := samples(t, dir, "train", v)
	dev, _ := samples(t, dir, "dev", v)
	pool = append(pool, dev...)
	crossed(pool, func(in, out []*sample) {
		m := fitLines(in, linePenalty)
		for _, s := range out {
			s.estimateBy(m)
		}
	})
	for _, s := range pool {
		if len(s.Answers) == 0 {
			continue
		}
		c := choice{author: "omos", id: fmt.Sprint(s.ID), full: 1, weight: *leadOmos}
		for _, l := range s.read.leads() {
			n := 0
			for i := l.body; i <= l.b; i++ {
				n += int(b2(s.gold[i]))
			}
			right := 2*n > l.b-l.body
			c.x, c.right, c.facts = append(c.x, l.features), append(c.right, right), append(c.facts, uint64(b2(right)))
			c.text, c.page = append(c.text, fmt.Sprint("\n", l.body, " ", l.b)), append(c.page, 0)
		}
		all = append(all, c)
	}
	return all
}

func (c choice) score(w, mean, sd []float64) []float64 {
	s := make([]float64, len(c.x))
	for i, x := range c.x {
		for j, v := range x {
			s[i] += w[j] * (v - mean[j]) / sd[j]
		}
	}
	return s
}

// best two with other content
func (c choice) bestTwo(s []float64) (a, b int) {
	a, b = -1, -1
	for i := range s {
		if a < 0 || s[i] > s[a] {
			a = i
		}
	}
	for i := range s {
		if i != a && !strings.Contains(c.text[a], tail(c.text[i])) && !strings.Contains(c.text[i], tail(c.text[a])) && (b < 0 || s[i] > s[b]) {
			b = i
		}
	}
	return a, b
}

func tail(s string) string {
	if i := strings.LastIndex(s, ": "); i >= 0 && i < 60 && len(s)-i > 10 {
		return s[i+2:]
	}
	return s
}

func TestFitLead(t *testing.T) {
	names, all := readChoices(t)
	var authors []string
	for _, c := range all {
		if !slices.Contains(authors, c.author) {
			authors = append(authors, c.author)
		}
	}
	var lines strings.Builder
	T, now, N1, N2, M, F, S := 0, 0, 0, 0, 0, 0, 0
	for _, out := range authors {
		var in, test []choice
		for _, c := range all {
			if c.author == out {
				test = append(test, c)
			} else {
				in = append(in, c)
			}
		}
		w, mean, sd := condLogit(in, *leadL2)
		n, early, one, two, mix, firstNow, same := len(test), 0, 0, 0, 0, 0, 0
		for _, c := range test {
			early += int(b2(c.early))
			if len(c.x) == 0 {
				continue
			}
			s := c.score(w, mean, sd)
			a, b := c.bestTwo(s)
			f := c.facts[a]
			one += int(b2(f == c.full))
			if b >= 0 {
				f |= c.facts[b]
			}
			two += int(b2(f == c.full))
			mix += int(b2(len(c.said) > 0 && c.facts[a]|c.said[0] == c.full))
			b2nd := -1
			for i := range s {
				if c.page[i] == c.page[a] && i != a && !strings.Contains(c.text[a], tail(c.text[i])) && !strings.Contains(c.text[i], tail(c.text[a])) && (b2nd < 0 || s[i] > s[b2nd]) {
					b2nd = i
				}
			}
			f = c.facts[a]
			if b2nd >= 0 {
				f |= c.facts[b2nd]
			}
			same += int(b2(f == c.full))
			if *leadShow && f != c.full {
				gold := -1
				for i := range s {
					if c.right[i] && (gold < 0 || s[i] > s[gold]) {
						gold = i
					}
				}
				if gold >= 0 {
					fmt.Printf("%s early=%v: %s\n  1 p%d %.2f %s\n", c.id, c.early, c.question, c.page[a], s[a], c.text[a])
					if b2nd >= 0 {
						fmt.Printf("  2 p%d %.2f %s\n", c.page[b2nd], s[b2nd], c.text[b2nd])
					}
					fmt.Printf("  R p%d %.2f %s\n", c.page[gold], s[gold], c.text[gold])
				}
			}
			if len(c.said) > 0 {
				firstNow += int(b2(c.said[0] == c.full))
			}
		}
		T, now, N1, N2, M, F, S = T+n, now+early, N1+one, N2+two, M+mix, F+firstNow, S+same
		fmt.Fprintf(&lines, "\n%-12s composed %3d: now %3d (first %3d); first by the fit %3d, one of two %3d, of one page %3d, the fit's and the first of now %3d", out, n, early, firstNow, one, two, same, mix)
	}
	fmt.Fprintf(&lines, "\n%-12s composed %3d: now %3d (first %3d); first by the fit %3d, one of two %3d, of one page %3d, the fit's and the first of now %3d", "all", T, now, F, N1, N2, S, M)
	w, _, sd := condLogit(all, *leadL2)
	var file strings.Builder
	for j, n := range names {
		fmt.Fprintf(&lines, "\n  %-20s %7.3f (%.3f per sd)", n, w[j]/sd[j], w[j])
		fmt.Fprintf(&file, "\t{%q, %.5g},\n", n, w[j]/sd[j])
	}
	if *fit {
		if err := os.WriteFile("lead_weights.go", []byte("package compose\n\nvar leadWeights = []weight{\n"+file.String()+"}\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Log(lines.String())
}

var leadSelect = flag.Bool("lead-select", false, "")

func subset(all []choice, keep []int) []choice {
	out := slices.Clone(all)
	for i, c := range out {
		var xs [][]float64
		for _, x := range c.x {
			y := make([]float64, len(keep))
			for a, j := range keep {
				y[a] = x[j]
			}
			xs = append(xs, y)
		}
		out[i].x = xs
	}
	return out
}

// loao is the mean log-likelihood of right choices by weights of other authors, and how many have them in two.
func loao(all []choice, l2 float64) (ll float64, one, two int) {
	var authors []string
	for _, c := range all {
		if !slices.Contains(authors, c.author) {
			authors = append(authors, c.author)
		}
	}
	n := 0.0
	for _, out := range authors {
		var in []choice
		for _, c := range all {
			if c.author != out {
				in = append(in, c)
			}
		}
		w, mean, sd := condLogit(in, l2)
		for _, c := range all {
			if c.author != out || !slices.Contains(c.right, true) {
				continue
			}
			s := c.score(w, mean, sd)
			top := slices.Max(s)
			z, pos := 0.0, 0.0
			for i := range s {
				e := math.Exp(s[i] - top)
				z += e
				pos += e * b2(c.right[i])
			}
			n++
			ll += math.Log(max(pos/z, 1e-4))
			a, b := c.bestTwo(s)
			f := c.facts[a]
			one += int(b2(f == c.full))
			if b >= 0 {
				f |= c.facts[b]
			}
			two += int(b2(f == c.full))
		}
	}
	return ll / n, one, two
}

func TestSelectLead(t *testing.T) {
	if !*leadSelect {
		t.Skip()
	}
	names, all := readChoices(t)
	var keep []int
	have := math.Inf(-1)
	for len(keep) < 30 {
		best, at := have, -1
		var o, w2 int
		for j := range names {
			if slices.Contains(keep, j) {
				continue
			}
			if ll, one, two := loao(subset(all, append(slices.Clone(keep), j)), *leadL2); ll > best {
				best, at, o, w2 = ll, j, one, two
			}
		}
		if at < 0 || best < have+.0005 {
			break
		}
		keep, have = append(keep, at), best
		fmt.Printf("%-20s %.4f one %d two %d\n", names[at], best, o, w2)
	}
}
