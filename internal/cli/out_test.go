package cli_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"pressgraph/internal/cli"
	"pressgraph/internal/store/storetest"
)

// does runs a command that must end with code, and returns what it has written.
func does(t *testing.T, code int, args ...string) (out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if got := cli.Run(t.Context(), args, nil, strings.NewReader(""), &stdout, &stderr); got != code {
		t.Errorf("pressgraph %s ended with %d, want %d: %s", strings.Join(args, " "), got, code, stderr.String())
	}
	return stdout.String(), stderr.String()
}

// listing is a text that can be imported.
const listing = "2025\nPress Releases\nAcme and Duff sign an agreement\nToday both have signed.\n"

// filled returns the name of a database with one release, in a folder of its own.
func filled(t *testing.T) (database, folder string) {
	t.Helper()
	folder = t.TempDir()
	database = "sqlite:" + filepath.Join(folder, "news.db")
	page := filepath.Join(folder, "listing.txt")
	write(t, page, listing)
	does(t, 0, "import", page, "--publish", "--database", database)
	return database, folder
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func modeOf(t *testing.T, name string) fs.FileMode {
	t.Helper()
	about, err := os.Lstat(name)
	if err != nil {
		t.Fatal(err)
	}
	return about.Mode()
}

// ownDevice returns a device that takes everything, and that a test may break:
// root would break the machine's own.
func ownDevice(t *testing.T) string {
	t.Helper()
	if os.Geteuid() != 0 {
		return os.DevNull
	}
	const null = 1<<8 | 3
	name := filepath.Join(t.TempDir(), "null")
	if err := syscall.Mknod(name, syscall.S_IFCHR|0o600, null); err != nil {
		t.Skipf("no device can be made here: %v", err)
	}
	return name
}

func TestExportOut(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	database, _ := filled(t)
	want, _ := does(t, 0, "export", "--database", database)
	export := func(t *testing.T, code int, name string) string {
		t.Helper()
		_, errs := does(t, code, "export", "--database", database, "--out", name)
		return errs
	}
	holds := func(t *testing.T, name string) {
		t.Helper()
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%s holds %d bytes (%v), want the %d of the export", name, len(got), err, len(want))
		}
	}
	t.Run("makes a file for its owner alone", func(t *testing.T) {
		t.Parallel()
		name := filepath.Join(t.TempDir(), "new.jsonl")
		export(t, 0, name)
		if holds(t, name); modeOf(t, name) != 0o600 {
			t.Errorf("its mode is %v, want 0600", modeOf(t, name))
		}
	})
	t.Run("replaces a regular file in one step", func(t *testing.T) {
		t.Parallel()
		name := filepath.Join(t.TempDir(), "old.jsonl")
		write(t, name, "what was there")
		reader, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer reader.Close()
		export(t, 0, name)
		holds(t, name)
		var old bytes.Buffer
		if _, err := old.ReadFrom(reader); err != nil || old.String() != "what was there" {
			t.Errorf("whoever had opened the old one reads %q, %v", old.String(), err)
		}
	})
	t.Run("follows a link, and one that leads nowhere yet", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		if err := os.Mkdir(filepath.Join(folder, "elsewhere"), 0o700); err != nil {
			t.Fatal(err)
		}
		for link, target := range map[string]string{"a": "elsewhere/there.jsonl", "b": "c", "c": "elsewhere/not-yet.jsonl"} {
			if err := os.Symlink(target, filepath.Join(folder, link)); err != nil {
				t.Fatal(err)
			}
		}
		write(t, filepath.Join(folder, "elsewhere/there.jsonl"), "what was there")
		for link, target := range map[string]string{"a": "elsewhere/there.jsonl", "b": "elsewhere/not-yet.jsonl"} {
			export(t, 0, filepath.Join(folder, link))
			holds(t, filepath.Join(folder, target))
			if modeOf(t, filepath.Join(folder, link)).Type() != fs.ModeSymlink {
				t.Errorf("the link %s is %v now", link, modeOf(t, filepath.Join(folder, link)))
			}
		}
	})
	t.Run("refuses a link that leads in a circle", func(t *testing.T) {
		t.Parallel()
		name := filepath.Join(t.TempDir(), "circle")
		if err := os.Symlink(name, name); err != nil {
			t.Fatal(err)
		}
		if errs := export(t, 2, name); !strings.Contains(errs, name) {
			t.Errorf("it says %q", errs)
		}
	})
	t.Run("writes to a device", func(t *testing.T) {
		t.Parallel()
		device := ownDevice(t)
		export(t, 0, device)
		if modeOf(t, device)&fs.ModeDevice == 0 {
			t.Errorf("it is %v now", modeOf(t, device))
		}
	})
	t.Run("writes to a pipe, once it is read", func(t *testing.T) {
		t.Parallel()
		name := filepath.Join(t.TempDir(), "pipe")
		if err := syscall.Mkfifo(name, 0o600); err != nil {
			t.Fatal(err)
		}
		link := name + ".link"
		if err := os.Symlink(name, link); err != nil {
			t.Fatal(err)
		}
		read := make(chan []byte, 1)
		go func() {
			got, _ := os.ReadFile(name)
			read <- got
		}()
		export(t, 0, link)
		if got := <-read; string(got) != want {
			t.Errorf("%d bytes came out of the pipe, want %d", len(got), len(want))
		}
		if modeOf(t, name).Type() != fs.ModeNamedPipe {
			t.Errorf("the pipe is %v now", modeOf(t, name))
		}
	})
	t.Run("refuses a folder, and leaves nothing in it", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		if errs := export(t, 2, folder); !strings.Contains(errs, folder+" is a folder") {
			t.Errorf("it says %q", errs)
		}
		if left, err := os.ReadDir(filepath.Dir(folder)); err != nil || len(left) != 1 {
			t.Errorf("beside it lie %v, %v", left, err)
		}
	})
	t.Run("leaves the old file where it fails", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		name := filepath.Join(folder, "old.jsonl")
		write(t, name, "what was there")
		does(t, 2, "export", "--database", "sqlite:"+filepath.Join(folder, "none.db"), "--out", name)
		if got, err := os.ReadFile(name); err != nil || string(got) != "what was there" {
			t.Errorf("it holds %q, %v", got, err)
		}
	})
}

// TestExportOutToStandardOutput runs the program itself: only it has one.
func TestExportOutToStandardOutput(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	database, folder := filled(t)
	want, _ := does(t, 0, "export", "--database", database)
	// A link as /dev/stdout is one, but the test's own to break.
	link := filepath.Join(folder, "stdout")
	if err := os.Symlink("/proc/self/fd/1", link); err != nil {
		t.Fatal(err)
	}
	got, err := program("export", "--database", database, "--out", link).Output()
	if err != nil || string(got) != want {
		t.Errorf("through a pipe it writes %d bytes, %v; want the %d of the export alone", len(got), err, len(want))
	}
	file, err := os.Create(filepath.Join(folder, "stdout.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	cmd := program("export", "--database", database, "--out", link)
	cmd.Stdout = file
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(file.Name()); err != nil || string(got) != want {
		t.Errorf("into a file it writes %d bytes, %v; want the %d of the export alone", len(got), err, len(want))
	}
}

func TestImportReadsAPipe(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	folder := t.TempDir()
	name := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- os.WriteFile(name, []byte(listing), 0o600) }()
	out, _ := does(t, 0, "import", name, "--database", "sqlite:"+filepath.Join(folder, "news.db"))
	if err := <-done; err != nil {
		t.Error(err)
	}
	if !strings.Contains(out, "1 created") {
		t.Errorf("it says %q", out)
	}
}
