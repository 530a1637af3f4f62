package loadtest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// patience is how long an answer may take.
const patience = time.Minute

// shown is how much of a wrong answer is told.
const shown = 600

// line is one connection, on which one request follows the other. It does no
// more than it must: what asks has the same processors as what answers.
type line struct {
	host, path string
	conn       net.Conn
	in         *bufio.Reader
	out        []byte
	answer     bytes.Buffer
}

// newLine returns a line to an address such as http://localhost:8080/graphql;
// it is connected when it is first used.
func newLine(address string) (*line, error) {
	parsed, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	if parsed.Scheme != "http" || parsed.Host == "" {
		return nil, fmt.Errorf("%q is no address as http://localhost:8080/graphql", address)
	}
	host := parsed.Host
	if parsed.Port() == "" {
		host = net.JoinHostPort(parsed.Hostname(), "80")
	}
	return &line{host: host, path: parsed.RequestURI()}, nil
}

// close ends the connection, if there is one.
func (l *line) close() {
	if l.conn != nil {
		_ = l.conn.Close() // Nothing is on its way.
		l.conn = nil
	}
}

// ask sends a body and returns the answer, which is good until the next one. An
// answer that is not 200, or that holds errors, is an error.
func (l *line) ask(ctx context.Context, method string, body []byte) ([]byte, error) {
	if l.conn == nil {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", l.host)
		if err != nil {
			return nil, err
		}
		l.conn, l.in = conn, bufio.NewReaderSize(conn, 64<<10)
	}
	if err := l.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	l.out = append(append(append(l.out[:0], method...), ' '), l.path...)
	l.out = append(append(l.out, " HTTP/1.1\r\nHost: "...), l.host...)
	l.out = append(l.out, "\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: "...)
	l.out = append(append(strconv.AppendInt(l.out, int64(len(body)), 10), "\r\n\r\n"...), body...)
	if _, err := l.conn.Write(l.out); err != nil {
		l.close()
		return nil, err
	}
	status, err := l.read()
	if err != nil {
		l.close()
		return nil, fmt.Errorf("read an answer: %w", err)
	}
	return l.answer.Bytes(), judge(status, l.answer.Bytes())
}

func (l *line) read() (status int, err error) {
	response, err := http.ReadResponse(l.in, nil)
	if err != nil {
		return 0, err
	}
	l.answer.Reset()
	_, err = io.Copy(&l.answer, response.Body)
	err = errors.Join(err, response.Body.Close())
	if response.Close {
		l.close()
	}
	return response.StatusCode, err
}

// busy is an answer that may be another one in a moment.
type busy struct{ error }

// judge finds what is no answer. Within JSON only a key reads as it does here:
// in texts the quotes are escaped.
func judge(status int, answer []byte) error {
	if status == http.StatusOK && !bytes.Contains(answer, []byte(`"errors":`)) {
		return nil
	}
	err := fmt.Errorf("HTTP status %d: %s", status, answer[:min(len(answer), shown)])
	if status == http.StatusServiceUnavailable {
		return busy{err}
	}
	return err
}
