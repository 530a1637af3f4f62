package httpd_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/httpd"
	"pressgraph/internal/store/storetest"
)

func TestSpending(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, document string
		limits         httpd.Limits
		code, word     string
	}{
		{"too many rows", `{ releases(first: 50) { nodes { title } } }`, httpd.Limits{Rows: 60}, "LIMIT_EXCEEDED", "rows"},
		{"rows that hold too much", `{ releases(first: 50) { nodes { body } } }`, httpd.Limits{Read: 5000}, "LIMIT_EXCEEDED", "bytes"},
		{"too large an answer", `{ releases(first: 50) { nodes { title } } }`, httpd.Limits{Answer: 1500}, "LIMIT_EXCEEDED", "larger"},
		{"too large an answer of names alone", `{ releases(first: 50) { nodes { ` + numbered(40, "alias_that_is_long_#: slug ") + ` } } }`, httpd.Limits{Answer: 60_000}, "LIMIT_EXCEEDED", "larger"},
		{"too many steps", `{ partnerNetwork { links { collaboration { firstSharedOn } } } }`, httpd.Limits{Steps: 100}, "LIMIT_EXCEEDED", "steps"},
		{"too large a file", `{ partnerNetwork { export(format: GRAPHML) } }`, httpd.Limits{Answer: 5000}, "LIMIT_EXCEEDED", "larger"},
		{"too much time", `{ releases(where: {title: {contains: "zq"}}) { totalCount nodes { title } } }`, httpd.Limits{Work: time.Nanosecond}, "TIMEOUT", "narrow"},
		{"too much time of steps", `{ partnerNetwork(links: {minStrength: 2}) { partners { pageRank } } }`, httpd.Limits{Work: time.Nanosecond}, "TIMEOUT", "narrow"},
	}
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		w := openWorld(t, target, 300)
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				served := w.with(t, tt.limits)
				got := served.ask(t, tt.document, nil)
				if len(got.Errors) != 1 || got.code() != tt.code || !strings.Contains(got.Errors[0].Message, tt.word) {
					t.Fatalf("answered %.500s, want one error %s that speaks of %q", got.body, tt.code, tt.word)
				}
				if string(got.Data) != "null" {
					t.Errorf("it is answered with data, too: %.200s", got.Data)
				}
				if later := got.header.Get("Retry-After") != ""; later != (tt.code == "TIMEOUT") || later != (got.status == http.StatusGatewayTimeout) {
					t.Errorf("answered %d, Retry-After %q", got.status, got.header.Get("Retry-After"))
				}
				if len(got.Errors[0].Extensions.Suggestions) == 0 {
					t.Errorf("nothing is suggested: %s", got.body)
				}
				if got := w.ask(t, tt.document, nil); len(got.Errors) > 0 {
					t.Errorf("with the limits that are usual it is answered %.300s", got.body)
				}
			})
		}
	})
}

func TestABatchIsOneAnswer(t *testing.T) {
	t.Parallel()
	w := openWorld(t, storetest.SQLite(t), 100)
	served := w.with(t, httpd.Limits{Answer: 20_000})
	const one = `{"query": "{ releases(first: 60) { nodes { title summary } } }"}`
	response, err := served.Client().Post(served.URL+"/graphql", "application/json", strings.NewReader("["+one+strings.Repeat(","+one, 9)+"]"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text := body(t, response)
	if len(text) > 25_000 || !strings.Contains(text, "LIMIT_EXCEEDED") || !strings.Contains(text, `"nodes"`) {
		t.Errorf("a batch is answered with %d bytes: %.300s", len(text), text)
	}
}

func TestTheSizeOfAnAnswerIsKnownBeforeItIsWritten(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "plain", "<b>\"quoted\"</b>\n\\", "\x00\x1f\t\r", "香港", strings.Repeat(`"`, 50)} {
		if got, want := httpd.Quoted(text), int64(len(fmt.Sprint(httpd.Marshalled(text)))); got != want {
			t.Errorf("%q takes %d bytes, and is counted as %d", text, want, got)
		}
	}
}
