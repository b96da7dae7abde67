package cluster

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReaches(t *testing.T) {
	root := folder(t)
	for dir, mode := range map[string]os.FileMode{"offen": 0o755, "zu": 0o700, "gruppe": 0o750} {
		if err := os.Mkdir(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(root, dir), mode); err != nil {
			t.Fatal(err)
		}
	}
	self := &account{os.Getuid(), os.Getgid()}
	stranger := &account{65533, 65533}
	colleague := &account{65533, os.Getgid()}
	for _, tt := range []struct {
		who  *account
		dir  string
		want bool
	}{
		{nil, "zu", true}, {self, "zu", true}, {stranger, "offen", true}, {stranger, "zu", false},
		{stranger, "gruppe", false}, {colleague, "gruppe", true}, {colleague, "zu", false}, {stranger, "noch/nicht", true},
	} {
		if got := tt.who.reaches(filepath.Join(root, tt.dir, "postgres")); got != tt.want {
			t.Errorf("%+v reaches %s: %t", tt.who, tt.dir, got)
		}
	}
}

// A data folder that the server's user cannot enter, such as a checkout below /root.
func TestRootsPrivateFolder(t *testing.T) {
	data := filepath.Join(t.TempDir(), "var") // below a folder of mode 0700
	c := open(t, data)
	closeCluster(t, c)
	if os.Geteuid() != 0 {
		if c.Folder() != filepath.Join(data, "postgres") {
			t.Errorf("the cluster is in %s", c.Folder())
		}
		return
	}
	t.Cleanup(func() { os.RemoveAll(filepath.Dir(c.Folder())) })
	if !strings.HasPrefix(c.Folder(), system+"/") || !Exists(data) {
		t.Errorf("the cluster is in %s, a link leads there: %t", c.Folder(), Exists(data))
	}
	again, err := Open(t.Context(), Options{Data: data, Log: slog.New(slog.DiscardHandler)})
	if err != nil || again.Folder() != c.Folder() {
		t.Fatalf("the second start: %v", err)
	}
	closeCluster(t, again)
}
