//go:build !noplayground

package web_test

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"pressgraph/web"
)

// firstLoad bounds what a browser loads at first, packed: everything but what
// only formatting needs.
const firstLoad = 1_600_000

func TestBuiltPages(t *testing.T) {
	t.Parallel()
	files := web.Files()
	page, err := fs.ReadFile(files, "playground.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`nonce="{{nonce}}"`, `src="/assets/`} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if strings.Contains(string(page), "<style") || strings.Contains(string(page), "<script>") {
		t.Error("the page has styles or scripts in it, which its policy refuses")
	}
	licences, err := fs.ReadFile(files, "licenses.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"graphiql 5", "react 19", "monaco-editor 0"} {
		if !strings.Contains(string(licences), "\n"+name) {
			t.Errorf("the licences do not name %s", name)
		}
	}
}

func TestFirstLoadIsSmall(t *testing.T) {
	t.Parallel()
	later := []string{"babel", "estree", "standalone", "graphql-"} // Loaded by the command that formats.
	total := int64(0)
	err := fs.WalkDir(web.Files(), "assets", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".br" {
			return err
		}
		for _, prefix := range later {
			if strings.HasPrefix(entry.Name(), prefix) {
				return nil
			}
		}
		about, err := entry.Info()
		if err == nil {
			total += about.Size()
		}
		return err
	})
	if err != nil || total == 0 || total > firstLoad {
		t.Errorf("the first load is %d bytes, %v; want %d at most", total, err, firstLoad)
	}
}
