//go:build !noplayground

package web_test

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"pressgraph/web"
)

// What browsers load at first, packed: everything of the playground but what
// only formatting needs, and all of the explorer.
const (
	firstLoad         = 1_600_000
	explorerFirstLoad = 70_000
)

func TestBuiltPages(t *testing.T) {
	t.Parallel()
	files := web.Files()
	wanted := map[string][]string{
		"playground.html": {`nonce="{{nonce}}"`, `src="/assets/playground-`},
		"explore.html":    {`src="/assets/explore-`, `href="/assets/explore-`},
	}
	for name, parts := range wanted {
		page, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range parts {
			if !strings.Contains(string(page), want) {
				t.Errorf("%s has no %s", name, want)
			}
		}
		if strings.Contains(string(page), "<style") || strings.Contains(string(page), "<script>") {
			t.Errorf("%s has styles or scripts in it, which its policy refuses", name)
		}
	}
	licences := unpacked(t, "licenses.txt.br")
	for _, name := range []string{"graphiql 5", "react 19", "monaco-editor 0", "preact 11", "d3-force 3"} {
		if !strings.Contains(licences, "\n"+name) {
			t.Errorf("the licences do not name %s", name)
		}
	}
}

// unpacked reads a file.
func unpacked(t *testing.T, name string) string {
	t.Helper()
	content, err := fs.ReadFile(web.Files(), name)
	if err == nil && path.Ext(name) == ".br" {
		content, err = io.ReadAll(brotli.NewReader(bytes.NewReader(content)))
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestNothingIsThereTwice(t *testing.T) {
	t.Parallel()
	err := fs.WalkDir(web.Files(), ".", func(name string, _ fs.DirEntry, err error) error {
		if _, raw := fs.Stat(web.Files(), strings.TrimSuffix(name, ".br")); path.Ext(name) == ".br" && raw == nil {
			t.Errorf("%s is there packed and unpacked", name)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestExplorerLoadsNothingOfThePlayground reads the names that the built page
// and its scripts ask for.
func TestExplorerLoadsNothingOfThePlayground(t *testing.T) {
	t.Parallel()
	scripts, err := fs.Glob(web.Files(), "assets/explore-*.js.br")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("the explorer has the scripts %v, %v", scripts, err)
	}
	asks := regexp.MustCompile(`assets/([\w-]+)-[\w-]{8}\.(?:js|css)|from"\./([\w-]+)`)
	for _, name := range append(scripts, "explore.html") {
		for _, found := range asks.FindAllStringSubmatch(unpacked(t, name), -1) {
			if found[1] != "explore" {
				t.Errorf("%s asks for %s", name, found[0])
			}
		}
	}
}

func TestFirstLoadIsSmall(t *testing.T) {
	t.Parallel()
	later := []string{"babel", "estree", "standalone", "graphql-"} // Loaded by the command that formats.
	playground, explorer := int64(0), int64(0)
	err := fs.WalkDir(web.Files(), "assets", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".br" {
			return err
		}
		about, err := entry.Info()
		if err != nil {
			return err
		}
		isLater := func(prefix string) bool { return strings.HasPrefix(entry.Name(), prefix) }
		switch {
		case strings.HasPrefix(entry.Name(), "explore-"):
			explorer += about.Size()
		case !slices.ContainsFunc(later, isLater):
			playground += about.Size()
		}
		return nil
	})
	if err != nil || playground == 0 || playground > firstLoad {
		t.Errorf("the playground's first load is %d bytes, %v; want %d at most", playground, err, firstLoad)
	}
	if explorer == 0 || explorer > explorerFirstLoad {
		t.Errorf("the explorer's first load is %d bytes; want %d at most", explorer, explorerFirstLoad)
	}
}
