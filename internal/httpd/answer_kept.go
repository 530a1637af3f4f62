package httpd

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"sync/atomic"

	"pressgraph/internal/access"
	"pressgraph/internal/memory"
)

// answer is what a request is answered with. It is not changed once it is kept,
// but for what is packed of it.
type answer struct {
	status            int
	mediaType         string
	body              []byte
	retryAfter, allow string
	// whole is whether nothing failed, and isShared whether it is kept.
	whole, isShared bool
	// operation and price are for the log and the bucket of whoever asks it again.
	operation string
	price     int64
	// tag and packedTag name the body and its packed form, where a client may ask
	// whether it is still the same: strong validators, as other bytes have another.
	tag, packedTag string
	packed         atomic.Pointer[[]byte]
}

// packFrom is from how many bytes on an answer is packed for those who take that.
const packFrom = 1 << 10

// questionOf names a request by all that decides its answer, for memory; empty
// where nothing is to be answered from there: to editors, who see what is not
// public, and to those who ask what an answer costs.
func (s *Server) questionOf(r *http.Request, text []byte) string {
	about := requestOf(r.Context())
	viewer, mode := about.viewer, about.mode
	if s.config.Memory == nil || viewer.World() != access.Public || mode == costFull || mode == costOnly {
		return ""
	}
	method := http.MethodPost
	if r.Method != http.MethodPost {
		method = http.MethodGet
	}
	var room [256]byte
	parts := room[:0]
	for _, name := range [...]string{method, responseType(r), string(mode), about.origin, string(viewer.Role), viewer.Name} {
		parts = append(binary.AppendUvarint(parts, uint64(len(name))), name...)
	}
	parts = binary.AppendVarint(parts, viewer.KeyID)
	asked := sha256.Sum256(text)
	digest := sha256.Sum256(append(parts, asked[:]...))
	return "answer " + string(digest[:])
}

// answerKept answers from memory, if the answer is there.
func (s *Server) answerKept(w http.ResponseWriter, r *http.Request, question string) bool {
	if question == "" {
		return false
	}
	wanted, refused := wantedVersion(r.Header.Get(versionHeader), access.Public)
	if refused != nil {
		return false
	}
	kept, version, ok := s.config.Memory.Answer(question, wanted.public)
	if !ok {
		return false
	}
	a, ok := kept.(*answer)
	if !ok {
		return false
	}
	if err := payFor(r.Context(), a.price); err != nil {
		return false // The operation itself says how to ask for less.
	}
	requestOf(r.Context()).operation = a.operation
	tell(w, r, versions{public: version})
	s.give(w, r, a, true)
	return true
}

// respond executes what a request asks for, and answers it.
func (s *Server) respond(ctx context.Context, w http.ResponseWriter, r *http.Request, question string, asked operations) {
	if s.config.Memory == nil || viewerOf(ctx).World() != access.Public {
		reached, ok := s.reached(ctx, w, r)
		if !ok {
			return
		}
		tell(w, r, reached)
		s.giveOnce(w, r, s.run(ctx, r, asked))
		return
	}
	if _, ok := s.reached(ctx, w, r); !ok {
		return
	}
	mine := s.flights.join(ctx, question)
	if mine == nil && s.answerKept(w, r, question) {
		return
	}
	a, version, err := s.readFor(ctx, mine, r, question, asked)
	if err != nil {
		s.refuseFailed(ctx, w, fmt.Errorf("read the content version: %w", err))
		return
	}
	tell(w, r, version)
	s.giveOnce(w, r, a)
}

// giveOnce gives an answer that was just made. Unless it is kept for others, nobody
// needs its memory any more.
func (s *Server) giveOnce(w http.ResponseWriter, r *http.Request, a *answer) {
	s.give(w, r, a, false)
	if !a.isShared {
		s.buffers.Give(a.body)
	}
}

// readFor is read, after which those may go on who wait for it: they do not wait
// for the client, too.
func (s *Server) readFor(ctx context.Context, mine *flight, r *http.Request, question string, asked operations) (*answer, versions, error) {
	defer s.flights.land(question, mine)
	return s.read(ctx, mine, r, question, asked)
}

// read makes the answer for a reader, all of one version, and keeps it where it is
// not asked for the first time: most of what is asked once is never asked again.
func (s *Server) read(ctx context.Context, mine *flight, r *http.Request, question string, asked operations) (*answer, versions, error) {
	about := requestOf(ctx)
	remembering, reading, err := s.config.Memory.Begin(ctx, about.mode == costFull)
	if err != nil {
		return nil, versions{}, err
	}
	a := s.run(remembering, r, asked)
	if about.mayChange() || ctx.Err() != nil {
		return a, versions{public: reading.At()}, nil //nolint:nilerr // what is changed is not done twice, and what is late says so itself
	}
	version, whole, err := reading.Settle(ctx)
	if err == nil && !whole {
		a, version, err = s.readAgain(ctx, r, asked)
	}
	if err != nil {
		return nil, versions{}, err
	}
	if a.isKept() && r.Method != http.MethodPost {
		a.seal()
	}
	if a.isKept() && whole && s.flights.again(question, mine) {
		a.operation, a.price, a.isShared = about.operation, about.price, true
		a.body = bytes.Clone(a.body) // It takes no more room than it needs.
		reading.Keep(question, a, int64(len(a.body))*2)
	}
	return a, versions{public: version}, nil
}

// maxViews bounds how often an answer is made anew from one state of the database:
// what is not read from there, as the partner network, may be newer.
const maxViews = 2

// readAgain makes an answer that was overtaken by a change once more, from one
// state of the database.
func (s *Server) readAgain(ctx context.Context, r *http.Request, asked operations) (a *answer, version int64, err error) {
	whole := false
	for i := 0; err == nil && !whole && i < maxViews; i++ {
		requestOf(ctx).again()
		err = s.config.Memory.InView(withPaid(ctx), func(viewing context.Context, reading *memory.Reading) error {
			a = s.run(viewing, r, asked)
			version, whole, err = reading.Settle(ctx)
			return err
		})
	}
	return a, version, err
}

// isKept tells whether an answer may be given again.
func (a *answer) isKept() bool { return a.whole && a.status == http.StatusOK }

// give writes an answer. One that was kept is packed for those who take that.
func (s *Server) give(w http.ResponseWriter, r *http.Request, a *answer, kept bool) {
	header := w.Header()
	if a.retryAfter != "" {
		header.Set("Retry-After", a.retryAfter)
	}
	if a.allow != "" {
		header.Set("Allow", a.allow)
	}
	body := a.body
	packed := kept && len(body) >= packFrom && accepts(r, "gzip")
	if s.config.Memory != nil {
		addVary(w, "Accept-Encoding")
	}
	if packed {
		body = a.gzip()
		header.Set("Content-Encoding", "gzip")
	}
	if a.tag != "" {
		tag, other := a.tag, a.packedTag
		if packed {
			tag, other = other, tag
		}
		setHeader(w, "Etag", tag)
		setHeader(w, "Cache-Control", shared(r))
		// Whoever has the other form has the answer, too.
		for _, known := range [...]string{tag, other} {
			if matches(r, known) {
				setHeader(w, "Etag", known)
				header.Del("Content-Encoding")
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
	}
	s.deliver(w, r, a.status, a.mediaType, body)
}

// shared tells caches between us and whoever asks that they have to ask each time,
// and whether they may keep an answer for others.
func shared(r *http.Request) string {
	if _, keyed := r.Header["Authorization"]; keyed {
		return "private, max-age=0, must-revalidate"
	}
	return "public, max-age=0, must-revalidate"
}

// seal lets clients ask whether an answer is still the one that they have.
func (a *answer) seal() {
	const enough = 16
	sum := sha256.Sum256(a.body)
	digest := base64.RawURLEncoding.EncodeToString(sum[:enough])
	if a.mediaType != jsonType {
		digest += "-g"
	}
	a.tag, a.packedTag = `"`+digest+`"`, `"`+digest+`-gzip"`
}

// gzip returns the body packed, which is done once.
func (a *answer) gzip() []byte {
	if packed := a.packed.Load(); packed != nil {
		return *packed
	}
	packed := gzipped(a.body)
	a.packed.Store(&packed)
	return packed
}
