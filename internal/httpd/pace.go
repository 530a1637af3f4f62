package httpd

import (
	"cmp"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// Pace is how slow a client may be in sending its body and in reading its
// answer. One that is slower is dropped: it would hold a connection, and what is
// kept for it, for as long as it likes. Long bodies may take as long as their
// length allows.
type Pace struct {
	// Grace is how long a client may do nothing. 0 is 10 s.
	Grace time.Duration
	// Rate is how many bytes a second it has to manage else. 0 is 16 KiB.
	Rate int64
}

// paceStep is how much is written at a time: what is handed to the system as a
// whole cannot be seen to move.
const paceStep = 64 << 10

func (p Pace) withDefaults() Pace {
	return Pace{Grace: cmp.Or(p.Grace, 10*time.Second), Rate: cmp.Or(p.Rate, 16<<10)}
}

// until returns when so many bytes must have been moved by, from begin on.
func (p Pace) until(begin time.Time, bytes int64) time.Time {
	return begin.Add(p.Grace + time.Duration(float64(bytes)/float64(p.Rate)*float64(time.Second)))
}

// deadlines are those of a connection.
type deadlines interface {
	SetReadDeadline(at time.Time) error
	SetWriteDeadline(at time.Time) error
}

// deadlinesOf returns those of the connection that is written to.
func deadlinesOf(w http.ResponseWriter) deadlines {
	if own, ok := w.(deadlines); ok {
		return own
	}
	return http.NewResponseController(w)
}

// paced drops clients that are too slow. Where a connection knows no deadlines,
// as in tests, it is left to itself.
func (s *Server) paced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &exchange{begin: time.Now()}
		control := deadlinesOf(w)
		if r.Body != nil && r.Body != http.NoBody {
			x.body = pacedBody{ReadCloser: r.Body, control: control, pace: s.config.Pace, begin: x.begin}
			defer x.body.leave()
			r.Body = &x.body
		}
		x.writer = pacedWriter{ResponseWriter: w, of: x, control: control, pace: s.config.Pace, draining: &s.draining, status: http.StatusOK}
		next.ServeHTTP(&x.writer, r)
		x.writer.end()
	})
}

type pacedBody struct {
	io.ReadCloser
	control deadlines
	pace    Pace
	begin   time.Time
	bytes   int64
	ended   bool
}

// Read implements io.Reader. At the body's end the server begins to look for the
// client's leaving, which no deadline may be taken for.
func (b *pacedBody) Read(p []byte) (int, error) {
	if !b.ended {
		_ = b.control.SetReadDeadline(b.pace.until(b.begin, b.bytes)) // Not every connection has one.
	}
	n, err := b.ReadCloser.Read(p)
	b.bytes += int64(n)
	b.ended = b.ended || err != nil
	return n, err
}

// unwanted is how long the server waits for the rest of a body that nobody reads,
// so that the connection can be used again.
const unwanted = time.Second

// leave ends the waiting for a body that was refused.
func (b *pacedBody) leave() {
	if !b.ended {
		_ = b.control.SetReadDeadline(time.Now().Add(unwanted)) // Not every connection has one.
	}
}

// pacedWriter writes an answer, and notes what is answered.
type pacedWriter struct {
	http.ResponseWriter
	of       *exchange
	control  deadlines
	pace     Pace
	draining *atomic.Bool

	status, bytes int
	begun, paced  bool
}

// begin tells the client of a server that drains to make its next connection
// elsewhere.
func (w *pacedWriter) begin(status int) {
	if w.begun {
		return
	}
	w.begun, w.status = true, status
	if w.draining.Load() {
		w.Header().Set("Connection", "close")
	}
}

func (w *pacedWriter) expect(bytes int) {
	w.paced = true
	_ = w.control.SetWriteDeadline(w.pace.until(time.Now(), int64(bytes))) // Not every connection has one.
}

// WriteHeader implements http.ResponseWriter. Nothing is sent until something is
// written, or the answer ends.
func (w *pacedWriter) WriteHeader(status int) {
	w.begin(status)
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *pacedWriter) Write(p []byte) (int, error) {
	w.begin(w.status)
	written := 0
	for {
		step := p[written:min(len(p), written+paceStep)]
		w.expect(len(step))
		n, err := w.ResponseWriter.Write(step)
		written += n
		w.bytes += n
		if err != nil || written == len(p) {
			return written, err
		}
	}
}

// end sees to it that an answer without a body is paced, too.
func (w *pacedWriter) end() {
	if w.begun && !w.paced {
		w.expect(0)
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (w *pacedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
