package compose

import (
	"strings"
	"testing"

	"auskunft/retrieval"
)

// The point of a page that fits hardly worse stands behind the first sentence, under its name; what is another version, of another
// place, in another language, or says less of the question stays out.
func TestPointOfAnotherPage(t *testing.T) {
	pages := func() []retrieval.Hit {
		first := passage("Eine Sperre der Auskunft sehen Sie daran, dass keine Anschrift genannt wird. Sie fragen schriftlich.", "Anschrift erfragen")
		other := passage("Die Sperre der Auskunft gilt zwei Jahre. Sie kann verlängert werden.", "Meldedaten schützen")
		other.Passage.ID, other.Passage.DocumentID, other.Document.ID, other.Document.Key = 8, 4, 4, "leistungen/sperre"
		first.Score, other.Score = 1, .9
		return []retrieval.Hit{first, other}
	}
	for name, test := range map[string]struct {
		change func(first, other *retrieval.Hit, task *Task)
		want   bool
	}{
		"hardly worse":      {func(_, _ *retrieval.Hit, _ *Task) {}, true},
		"one of the places": {func(_, other *retrieval.Hit, _ *Task) { other.Document.Areas = []string{"nord"} }, true},
		"another place": {func(first, other *retrieval.Hit, _ *Task) {
			first.Document.Areas, other.Document.Areas = []string{"süd"}, []string{"nord"}
		}, false},
		"another language": {func(_, other *retrieval.Hit, _ *Task) { other.Document.Lang = "en" }, false},
		"another version":  {func(first, other *retrieval.Hit, _ *Task) { other.Document.Title = first.Document.Title }, false},
		"much worse":       {func(_, other *retrieval.Hit, _ *Task) { other.Score = .2 }, false},
		"says less": {func(_, other *retrieval.Hit, _ *Task) {
			other.Passage.Text = "Eine Sperre wird im Bürgerbüro beantragt."
		}, false},
		"what the best is called by": {func(first, other *retrieval.Hit, task *Task) {
			first.Document.Title, other.Passage.Text = "Auskunft", "Die Sperre gilt zwei Jahre. Sie kann verlängert werden."
			task.Question = "Gibt es bei einer Auskunft eine Sperre?"
		}, false},
		"an animal":   {func(_, other *retrieval.Hit, _ *Task) { other.Document.Title = "Hund schützen" }, false},
		"pages named": {func(_, _ *retrieval.Hit, task *Task) { task.Given = true }, false},
		"a case":      {func(_, _ *retrieval.Hit, task *Task) { task.Case = true }, false},
	} {
		hits := pages()
		task := Task{Question: "Gibt es eine Sperre der Auskunft?"}
		test.change(&hits[0], &hits[1], &task)
		task.Hits = hits
		drafts := Read(task).answer(task)
		if len(drafts) < 2 {
			t.Fatalf("%s: %d drafts", name, len(drafts))
		}
		if got := strings.HasPrefix(drafts[1].Text, "Meldedaten schützen – ") || strings.HasPrefix(drafts[1].Text, "Anschrift erfragen – "); got != test.want {
			t.Errorf("%s: %q", name, []string{drafts[0].Text, drafts[1].Text})
		}
	}
}
