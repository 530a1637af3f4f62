package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/cli"
)

// TestTheReadmeTellsTheTruth asks a new server what README.md asks first.
func TestTheReadmeTellsTheTruth(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	query := between(t, string(text), "--data-urlencode 'query=", "'\n```")
	var want any
	decode(t, strings.NewReader(between(t, string(text), "```json\n", "```")), &want)

	address, _ := serve(t)
	address += "?" + url.Values{"query": {query}}.Encode()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	answer(t, request, &got)
	delete(got, "extensions") // The price of the query is not what the page is about.
	if diff := cmp.Diff(want, any(got)); diff != "" {
		shown, _ := json.MarshalIndent(got, "", "  ")
		t.Errorf("the answer (-README.md +server):\n%s\nin full:\n%s", diff, shown)
	}
}

// TestTheReadmeWritesADraft sends what README.md sends with the key that a first
// start prints.
func TestTheReadmeWritesADraft(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	body := between(t, string(text), "-H 'Content-Type: application/json' -d '", "'\n```")
	address, key := serve(t)
	// Within the shell's quotes a line may end; within those of JSON it may not.
	body = strings.ReplaceAll(body, "\n", " ")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+key)
	request.Header.Set("Content-Type", "application/json")
	var got struct {
		Data struct {
			CreateRelease struct{ Release struct{ Slug, Status string } }
		}
		Errors []any
	}
	answer(t, request, &got)
	if made := got.Data.CreateRelease.Release; made.Slug != "a-first-draft" || made.Status != "DRAFT" || len(got.Errors) > 0 {
		t.Errorf("made %+v, with the errors %v", made, got.Errors)
	}
}

// answer sends a request, and reads the JSON that it is answered with.
func answer(t *testing.T, request *http.Request, into any) {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	decode(t, response.Body, into)
}

// TestTheChineseReadmeHasTheSameCode compares what stands in blocks.
func TestTheChineseReadmeHasTheSameCode(t *testing.T) {
	t.Parallel()
	blocks := func(name string) []string {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return regexp.MustCompile("(?s)```.*?```").FindAllString(string(text), -1)
	}
	want := blocks("README.md")
	if diff := cmp.Diff(want, blocks("README.zh-Hant.md")); diff != "" || len(want) == 0 {
		t.Errorf("code (-README.md +README.zh-Hant.md):\n%s", diff)
	}
}

// serve runs the program on a database in memory until the test ends, and
// returns where it answers GraphQL, and the key that it prints.
func serve(t *testing.T) (address, key string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, printed := io.Pipe()
	ended := make(chan int, 1)
	var log strings.Builder
	go func() {
		args := []string{"--addr", "localhost:0", "--database", "sqlite::memory:"}
		ended <- cli.Run(ctx, args, nil, strings.NewReader(""), printed, &log)
		printed.Close()
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("the server ended with %d, want 0:\n%s", code, log.String())
		}
	})
	found := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if told := regexp.MustCompile(`http://\S+/graphql|pg_[a-z0-9]+`).FindString(lines.Text()); told != "" {
				found <- told
			}
		}
		close(found)
	}()
	for _, told := range []*string{&address, &key} {
		select {
		case *told = <-found:
		case <-time.After(time.Minute):
		}
		if *told == "" {
			t.Fatal("the server did not tell its address and a key within a minute")
		}
	}
	return address, key
}

func between(t *testing.T, text, begin, end string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, begin)
	inside, _, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("README.md has nothing between %q and %q", begin, end)
	}
	return inside
}

func decode(t *testing.T, from io.Reader, into any) {
	t.Helper()
	if err := json.NewDecoder(from).Decode(into); err != nil {
		t.Fatal(err)
	}
}
