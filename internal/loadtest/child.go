package loadtest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"time"

	"pressgraph/internal/cli"
)

// The first arguments that make this program one of its own children.
const (
	serverRole = "as-server"
	memoryRole = "as-memory"
)

// startLimit is how long a server may take to answer: it may have to migrate.
const startLimit = 5 * time.Minute

// allocated is what a process has allocated since it began.
type allocated struct{ Objects, Bytes uint64 }

// child is a process of this program: the product's server, or what answers from
// memory. It is sent a line for each number that is wanted, and ends with its
// input, so that none outlives us.
type child struct {
	cmd     *exec.Cmd
	leash   io.WriteCloser
	replies *bufio.Reader
	// address is where it answers.
	address string
}

// startChild starts this program as something else, and waits until it answers.
func startChild(ctx context.Context, program string, log io.Writer, args ...string) (*child, error) {
	c := &child{cmd: exec.Command(program, args...)} //nolint:noctx,gosec // its input ends it, gracefully; it is this program
	c.cmd.Stderr = log
	leash, err1 := c.cmd.StdinPipe()
	out, err2 := c.cmd.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	c.leash, c.replies = leash, bufio.NewReader(out)
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	// A line is waited for no longer than that.
	late := time.AfterFunc(startLimit, func() { _ = c.cmd.Process.Kill() })
	gone := context.AfterFunc(ctx, func() { _ = c.cmd.Process.Kill() })
	line, err := c.replies.ReadString('\n')
	late.Stop()
	gone()
	if err != nil {
		return nil, fmt.Errorf("%s does not start: %w", args[0], errors.Join(context.Cause(ctx), c.stop()))
	}
	c.address = strings.TrimSpace(line)
	return c, nil
}

// allocated asks the process what it has allocated.
func (c *child) allocated() (allocated, error) {
	var told allocated
	if _, err := io.WriteString(c.leash, "\n"); err != nil {
		return told, err
	}
	line, err := c.replies.ReadBytes('\n')
	if err != nil {
		return told, err
	}
	return told, json.Unmarshal(line, &told)
}

// process returns the number of the process where the system tells what it
// spends, as Linux does, else 0.
func (c *child) process() int {
	pid := c.cmd.Process.Pid
	if _, err := spentBy(pid); err != nil {
		return 0
	}
	return pid
}

// stop ends the process and waits for it.
func (c *child) stop() error {
	err := c.leash.Close()
	return errors.Join(err, c.cmd.Wait())
}

// Child runs this process as a child, and reports whether it is one: args are
// all its arguments, with the program's name.
func Child(args []string) (code int, is bool) {
	if len(args) < 2 {
		return 0, false
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	switch args[1] {
	case serverRole:
		return asServer(ctx, cancel, args[2:]), true
	case memoryRole:
		return asMemory(ctx, cancel), true
	}
	return 0, false
}

// asServer is the product's own command to serve, in a process that also tells
// what it allocates. Nothing in the product is opened for it.
func asServer(ctx context.Context, cancel func(), args []string) int {
	out := &announcement{to: os.Stdout}
	go obey(cancel)
	return cli.Run(ctx, append([]string{"serve"}, args...), os.Environ(), strings.NewReader(""), out, os.Stderr)
}

// announcement passes on nothing of what a server prints but the address of its API.
type announcement struct {
	mu   sync.Mutex
	to   io.Writer
	text []byte
	told bool
}

// Write implements io.Writer.
func (a *announcement) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.told {
		return len(p), nil
	}
	a.text = append(a.text, p...)
	for line := range strings.Lines(string(a.text)) {
		if words := strings.Fields(line); strings.HasSuffix(line, "\n") && len(words) == 2 && words[0] == "GraphQL" {
			a.told = true
			_, err := fmt.Fprintln(a.to, words[1])
			return len(p), err
		}
	}
	return len(p), nil
}

// obey answers each line of the input with what was allocated, and calls cancel
// at its end.
func obey(cancel func()) {
	defer cancel()
	samples := []metrics.Sample{{Name: "/gc/heap/allocs:objects"}, {Name: "/gc/heap/tiny/allocs:objects"}, {Name: "/gc/heap/allocs:bytes"}}
	for input := bufio.NewScanner(os.Stdin); input.Scan(); {
		metrics.Read(samples)
		told := allocated{Objects: samples[0].Value.Uint64() + samples[1].Value.Uint64(), Bytes: samples[2].Value.Uint64()}
		if err := json.NewEncoder(os.Stdout).Encode(told); err != nil {
			return
		}
	}
}

// asMemory answers every request with the bytes that were put there last.
func asMemory(ctx context.Context, cancel func()) int {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "localhost:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, "listen:", err)
		return 1
	}
	server := &http.Server{Handler: new(memory), ReadHeaderTimeout: patience}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	fmt.Printf("http://%s/\n", listener.Addr())
	go obey(cancel)
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		fmt.Fprintln(os.Stderr, "serve:", err)
		return 1
	}
	return 0
}

// memory is the least that an HTTP server does: it reads a request, and answers
// what it holds.
type memory struct {
	mu     sync.RWMutex
	answer []byte
}

// ServeHTTP implements http.Handler.
func (m *memory) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPut {
		m.put(w, r)
		return
	}
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	m.mu.RLock()
	answer := m.answer
	m.mu.RUnlock()
	w.Header()["Content-Type"] = []string{"application/json"}
	w.Header()["Content-Length"] = []string{strconv.Itoa(len(answer))}
	_, _ = w.Write(answer) // Who asked may be gone.
}

func (m *memory) put(w http.ResponseWriter, r *http.Request) {
	answer, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	m.mu.Lock()
	m.answer = answer
	m.mu.Unlock()
}
