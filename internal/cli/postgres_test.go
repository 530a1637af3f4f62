package cli_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"pressgraph/internal/cli"
	"pressgraph/internal/store/storetest"
)

// ask serves with args until one question is answered, and returns the answer.
func ask(t *testing.T, document string, args ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	read, out := io.Pipe()
	var log storetest.Log
	ended := make(chan int, 1)
	go func() {
		ended <- cli.Run(ctx, append(args, "--addr", "localhost:0"), nil, strings.NewReader(""), out, &log)
		out.Close()
	}()
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatalf("the server ended with %d: %s", <-ended, log.String())
	}
	go io.Copy(io.Discard, read)
	body := strings.NewReader(`{"query": "` + document + `"}`)
	answer, err := http.Post(strings.Fields(line)[1], "application/json", body)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("the server ended with %d: %s", code, log.String())
	}
	return string(text)
}

func TestPostgreSQLIsFilledOnlyWhereItIsToldTo(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	const document, empty = "{ releases { totalCount } }", `{"totalCount":0}`
	database := storetest.Postgres(t).String()
	if got := ask(t, document, "--database", database); !strings.Contains(got, empty) {
		t.Errorf("without --demo it holds %s", got)
	}
	if got := ask(t, document, "serve", "--database", database, "--demo"); strings.Contains(got, empty) || !strings.Contains(got, "totalCount") {
		t.Errorf("with --demo it holds %s", got)
	}
}
