package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"pressgraph/internal/cli"
	"pressgraph/internal/store/storetest"
)

// TestMain lets the scripts run the test's own binary as pressgraph.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pressgraph": func() {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		defer stop()
		os.Exit(cli.Run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
	}})
}

func TestScripts(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": code, "freeport": freeport, "get": get, "query": query, "keyed": keyed, "idof": idof,
			"terminate": terminate,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// code N COMMAND… runs a command that must end with code N.
func code(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		ended, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = ended.ExitCode()
	}
	if got != want {
		ts.Fatalf("%v ended with %d, want %d", args[1:], got, want)
	}
}

// freeport NAME sets a variable to an address of this machine that is free.
func freeport(ts *testscript.TestScript, _ bool, args []string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Setenv(args[0], listener.Addr().String())
	ts.Check(listener.Close())
}

// terminate sends SIGTERM to what runs in the background.
func terminate(ts *testscript.TestScript, _ bool, _ []string) {
	for _, cmd := range ts.BackgroundCmds() {
		ts.Check(cmd.Process.Signal(syscall.SIGTERM))
	}
}

// get URL asks until somebody answers.
func get(ts *testscript.TestScript, _ bool, args []string) {
	show(ts, func() (*http.Response, error) { return http.Get(args[0]) })
}

// query ADDRESS DOCUMENT asks /graphql.
func query(ts *testscript.TestScript, _ bool, args []string) {
	body, err := json.Marshal(map[string]string{"query": args[1]})
	ts.Check(err)
	show(ts, func() (*http.Response, error) {
		return http.Post("http://"+args[0]+"/graphql", "application/json", bytes.NewReader(body))
	})
}

// keyed FILE ADDRESS DOCUMENT asks /graphql with the key in a file.
func keyed(ts *testscript.TestScript, _ bool, args []string) {
	body, err := json.Marshal(map[string]string{"query": args[2]})
	ts.Check(err)
	show(ts, func() (*http.Response, error) {
		request, err := http.NewRequest(http.MethodPost, "http://"+args[1]+"/graphql", bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+strings.TrimSpace(ts.ReadFile(args[0])))
		return http.DefaultClient.Do(request)
	})
}

// idof ROLE sets ID to that of the one key with a role, as key list --json has printed it.
func idof(ts *testscript.TestScript, _ bool, args []string) {
	var keys []struct{ ID, Role string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &keys))
	for _, key := range keys {
		if key.Role == args[0] {
			ts.Setenv("ID", key.ID)
		}
	}
}

func show(ts *testscript.TestScript, ask func() (*http.Response, error)) {
	const patience = time.Minute
	var answer *http.Response
	var err error
	for begin := time.Now(); time.Since(begin) < patience; time.Sleep(20 * time.Millisecond) {
		if answer, err = ask(); err == nil {
			break
		}
	}
	ts.Check(err)
	body, err := io.ReadAll(answer.Body)
	ts.Check(errors.Join(err, answer.Body.Close()))
	_, err = fmt.Fprintf(ts.Stdout(), "%s\n%s\n", answer.Status, body)
	ts.Check(err)
}
