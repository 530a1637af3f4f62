package cli_test

import (
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"pressgraph/internal/store/storetest"
)

// process is a server of its own, which can be killed.
type process struct {
	t       *testing.T
	cmd     *exec.Cmd
	log     storetest.Log
	address string
}

// startProcess runs the program as a server and waits until it listens.
func startProcess(t *testing.T, database string, more ...string) *process {
	t.Helper()
	args := []string{"serve", "--database", database, "--addr", "localhost:0", "--demo=false", "--log-level", "warn"}
	p := &process{t: t, cmd: program(append(args, more...)...)}
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() }) // It may have ended long ago.
	p.address = addressIn(t, out)
	return p
}

// program is a command of ours; TestMain has put the program into the path.
func program(args ...string) *exec.Cmd {
	cmd := exec.Command("pressgraph", args...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(pair string) bool {
		return strings.HasPrefix(pair, "PRESSGRAPH_") || strings.HasPrefix(pair, "DATABASE_")
	})
	return cmd
}

// kill ends the server as a loss of power would, and waits for it.
func (p *process) kill() {
	p.t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		p.t.Error(err)
	}
	if err := p.cmd.Wait(); err == nil || err.Error() != "signal: killed" {
		p.t.Errorf("the server ended by itself: %v: %s", err, p.log.String())
	}
}

// named tells a database which server asks, where it wants to know.
func named(t *testing.T, database, server string) string {
	t.Helper()
	address, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	if address.Scheme != "postgres" {
		return database
	}
	settings := address.Query()
	settings.Set("application_name", server)
	address.RawQuery = settings.Encode()
	return address.String()
}
