package httpd_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// askerEnv makes this program a client: HOST:PORT of the server. Its processor
// time is not the server's then.
const askerEnv = "PRESSGRAPH_TEST_ASKS"

func TestMain(m *testing.M) {
	if address := os.Getenv(askerEnv); address != "" {
		if err := obeyAsker(address, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// asker is a client in a process of its own.
type asker struct {
	in  io.WriteCloser
	out *bufio.Reader
}

// startAsker starts a client that sends one request again and again, each time with
// another salt where it has saltMark.
func startAsker(b *testing.B, address, request string) *asker {
	b.Helper()
	program, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Env, cmd.Stderr = append(os.Environ(), askerEnv+"="+address), os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = in.Close() // It ends with its input.
		if err := cmd.Wait(); err != nil {
			b.Error("the client:", err)
		}
	})
	a := &asker{in, bufio.NewReader(out)}
	if _, err := fmt.Fprintf(in, "%q\n", request); err != nil {
		b.Fatal(err)
	}
	return a
}

// ask has so many requests sent, and waits for their answers.
func (a *asker) ask(b *testing.B, requests int) {
	b.Helper()
	_, err := fmt.Fprintln(a.in, requests)
	if err == nil {
		_, err = a.out.ReadString('\n')
	}
	if err != nil {
		b.Fatal("the client:", err)
	}
}

// askerLines is how many connections a client has.
const askerLines = 8

// obeyAsker reads a request, and then on each line how often to send it.
func obeyAsker(address string, from io.Reader, to io.Writer) error {
	input := bufio.NewScanner(from)
	if !input.Scan() {
		return input.Err()
	}
	request, err := strconv.Unquote(input.Text())
	if err != nil {
		return err
	}
	lines := make([]*askerLine, askerLines)
	var salts atomic.Uint64
	for i := range lines {
		if lines[i], err = newAskerLine(address, request, &salts); err != nil {
			return err
		}
	}
	for input.Scan() {
		n, err := strconv.Atoi(input.Text())
		if err != nil {
			return err
		}
		var left atomic.Int64
		left.Store(int64(n))
		var asking sync.WaitGroup
		failed := make(chan error, len(lines))
		for _, line := range lines {
			asking.Go(func() {
				for left.Add(-1) >= 0 {
					if err := line.ask(); err != nil {
						failed <- err
						return
					}
				}
			})
		}
		asking.Wait()
		select {
		case err := <-failed:
			return err
		default:
		}
		if _, err := fmt.Fprintln(to, "done"); err != nil {
			return err
		}
	}
	return input.Err()
}

// askerLine is a connection that is kept. It knows from the first answer how long
// all others are.
type askerLine struct {
	conn    net.Conn
	request []byte
	// salt is the part of the request that is another one each time; empty where
	// all are the same.
	salt   []byte
	salts  *atomic.Uint64
	answer []byte
}

// saltMark stands where a request differs from all others.
const saltMark = "0123456789abcdef"

func newAskerLine(address, request string, salts *atomic.Uint64) (*askerLine, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	line := &askerLine{conn: conn, request: []byte(request), salts: salts}
	if at := strings.Index(request, saltMark); at >= 0 {
		line.salt = line.request[at : at+len(saltMark)]
	}
	return line, nil
}

func (l *askerLine) ask() error {
	if l.salt != nil {
		copy(l.salt, fmt.Sprintf("%016x", l.salts.Add(1)))
	}
	if _, err := l.conn.Write(l.request); err != nil {
		return err
	}
	if l.answer == nil {
		return l.first()
	}
	if _, err := io.ReadFull(l.conn, l.answer); err != nil {
		return err
	}
	if got := string(l.answer[:len(ok)]); got != ok {
		return fmt.Errorf("the answer begins with %q", got)
	}
	return nil
}

const ok = "HTTP/1.1 200 OK\r\n"

func (l *askerLine) first() error {
	var all strings.Builder
	response, err := http.ReadResponse(bufio.NewReader(io.TeeReader(l.conn, &all)), nil)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK || strings.Contains(string(body), `"errors":`) {
		return fmt.Errorf("%s: %.500s", response.Status, body)
	}
	l.answer = make([]byte, all.Len())
	return response.Body.Close()
}
