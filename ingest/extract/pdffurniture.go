package extract

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Running headers and footers stand among the first or last lines of a page, and come
// again at the same height on others: on at least so many, or on both of two, and on half
// of all.
const (
	edgeLines     = 3
	minRepetition = 3
)

var (
	digits     = regexp.MustCompile(`\d+`)
	pageNumber = regexp.MustCompile(`(?i)^(?:[-–|\s]*(?:seite|page|s\.)?\s*\d{1,4}(?:\s*(?:von|of|/|\|)\s*\d{1,4})?[-–|\s]*)$`)
)

// dropFurniture drops running headers, footers and page numbers from the lines of the
// pages.
func dropFurniture(pages [][]pdfLine) []pdfLine {
	seen := map[string]int{}
	for _, lines := range pages {
		mine := map[string]bool{}
		for _, i := range edges(lines) {
			mine[furnitureKey(&lines[i])] = true
		}
		for key := range mine {
			seen[key]++
		}
	}
	var out, all []pdfLine
	for _, lines := range pages {
		all = append(all, lines...)
		edge := edges(lines)
		for i := range lines {
			if slices.Contains(edge, i) && isPDFFurniture(&lines[i], seen, len(pages)) {
				continue
			}
			out = append(out, lines[i])
		}
	}
	if len(out) == 0 {
		return all // pages that are all alike have no frame
	}
	return out
}

// edges are the numbers of the lines at the top and at the bottom of a page.
func edges(lines []pdfLine) []int {
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case lines[a].y > lines[b].y:
			return -1
		case lines[a].y < lines[b].y:
			return 1
		}
		return 0
	})
	if len(order) <= 2*edgeLines {
		return order
	}
	return slices.Concat(order[:edgeLines], order[len(order)-edgeLines:])
}

// furnitureKey is the text of a line without its numbers, and its height.
func furnitureKey(l *pdfLine) string {
	return fmt.Sprintf("%.0f ", l.y/2) + digits.ReplaceAllString(strings.ToLower(l.text()), "#")
}

func isPDFFurniture(l *pdfLine, seen map[string]int, pages int) bool {
	if l.table != nil {
		return false
	}
	text := strings.TrimSpace(l.text())
	if pageNumber.MatchString(text) && pages > 1 {
		return true
	}
	count := seen[furnitureKey(l)]
	if startsBlock(text) && !pageNumber.MatchString(text) {
		return false // "(1) …" is the same on every page without being a header
	}
	return pages > 1 && count >= min(minRepetition, pages) && count*2 >= pages
}
