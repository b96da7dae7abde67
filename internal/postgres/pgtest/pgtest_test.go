package pgtest

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"auskunft/internal/postgres"
)

// With this variable the test binary starts its server, says where, and waits.
const holdVariable = "AUSKUNFT_TEST_HOLD_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(holdVariable) == "" {
		os.Exit(m.Run())
	}
	s, err := start()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(s.cluster.Folder())
	select {}
}

func TestDatabasesShareNothing(t *testing.T) {
	a, b := New(t), New(t)
	if _, err := a.Owner.Exec(t.Context(), "INSERT INTO settings (key, value) VALUES ('x', '1')"); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := b.App.QueryRow(t.Context(), "SELECT count(*) FROM settings").Scan(&n); err != nil || n != 0 {
		t.Errorf("another test's database has %d rows, %v", n, err)
	}
}

func TestFilledOnceForAll(t *testing.T) {
	const insert = "INSERT INTO settings (key, value) VALUES ($1, '1')"
	fills := 0
	filled := Filled(func(t testing.TB, db *postgres.DB) {
		fills++
		if _, err := db.Owner.Exec(t.Context(), insert, "all"); err != nil {
			t.Fatal(err)
		}
	})
	for range 2 {
		db := filled(t)
		if _, err := db.Owner.Exec(t.Context(), insert, "own"); err != nil {
			t.Error(err) // another test's row is in this one's copy
		}
		var n int
		if err := db.App.QueryRow(t.Context(), "SELECT count(*) FROM settings WHERE key = 'all'").Scan(&n); err != nil || n != 1 || fills != 1 {
			t.Errorf("%d rows after %d fills, %v", n, fills, err)
		}
	}
}

func TestNothingSurvivesAKilledTest(t *testing.T) {
	other := exec.Command(os.Args[0])
	other.Env = append(os.Environ(), holdVariable+"=1")
	stdout, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	folder := strings.TrimSpace(line)
	if _, statErr := os.Stat(folder); err != nil || statErr != nil {
		t.Fatalf("the other test: %q, %v, %v", folder, err, statErr)
	}
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	other.Wait()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
			return // the server's keeper deletes the folder after the server's end
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is still there", folder)
		}
	}
}
