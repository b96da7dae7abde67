package message_test

import (
	"testing"

	"auskunft/internal/message"
)

func TestAdviceIsFilledIn(t *testing.T) {
	texts := message.Load[map[string]message.Text]("test.yaml", []byte("link:\n  title: Der Link „{at}“ führt ins Leere.\n  advice: '{url}'\n"))
	if got, want := texts["link"].With(map[string]string{"at": "{url}", "url": ""}), (message.Text{Title: "Der Link „{url}“ führt ins Leere."}); got != want {
		t.Errorf("%+v, want %+v: a value is not filled in again", got, want)
	}
	defer func() {
		if recover() == nil {
			t.Error("a file that is no YAML was read")
		}
	}()
	message.Load[map[string]string]("broken.yaml", []byte("a: ["))
}
