package httpd

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/internal/access"
	"pressgraph/internal/fault"
)

// versionHeader tells a lower bound of what an answer reflects, and asks for one.
const versionHeader = "X-Content-Version"

const (
	// versionPatience bounds how long an answer waits for a change that was
	// asked for and is not here yet.
	versionPatience = 2 * time.Second
	versionInterval = 50 * time.Millisecond
)

// reached waits until the content is what the request asks for. It asks before
// anything is read, so that it tells too little rather than too much.
func (s *Server) reached(ctx context.Context, w http.ResponseWriter, r *http.Request) (versions, bool) {
	wanted, refused := wantedVersion(r.Header.Get(versionHeader), viewerOf(ctx).World())
	if refused != nil {
		refuse(w, http.StatusBadRequest, refused)
		return wanted, false
	}
	reached, err := s.await(ctx, wanted)
	if err != nil {
		s.refuseFailed(ctx, w, fmt.Errorf("read the content version: %w", err))
		return reached, false
	}
	return reached, true
}

// tell sets the header that tells what the answer reflects.
func tell(w http.ResponseWriter, r *http.Request, v versions) {
	setHeader(w, versionHeader, viewerOf(r.Context()).World().Counter(v.all, v.public))
}

// versions are the counters of all changes and of those that readers can see.
type versions struct{ all, public int64 }

// wantedVersion reads what a request asks for. The counter of all changes is
// for editors: a reader would else find out by it how much is hidden.
func wantedVersion(header string, world access.World) (versions, *gqlerror.Error) {
	if header == "" {
		return versions{}, nil
	}
	number, err := strconv.ParseUint(header[1:], 10, 63)
	switch {
	case err == nil && header[0] == 'p':
		return versions{public: int64(number)}, nil
	case err == nil && header[0] == 'e' && world == access.Everything:
		return versions{all: int64(number)}, nil
	}
	return versions{}, coded(fault.CodeBadInput, "the header %s must be as an answer to this caller told it", versionHeader)
}

// await returns the versions once they are at least those wanted.
func (s *Server) await(ctx context.Context, wanted versions) (versions, error) {
	if s.config.Memory != nil {
		if all, public, ok := s.config.Memory.Reached(wanted.all, wanted.public); ok {
			s.met(ctx)
			return versions{all, public}, nil
		}
	}
	end := time.Now().Add(versionPatience)
	for {
		reached, err := s.versions(ctx, s.reach(wanted))
		if err != nil || reached.all >= wanted.all && reached.public >= wanted.public {
			return reached, err
		}
		if time.Now().After(end) {
			return reached, fault.New(fault.CodeOverloaded, "the content has not reached the version that %s asks for; try again", versionHeader)
		}
		select {
		case <-ctx.Done():
			return reached, cmp.Or(ctx.Err(), context.Canceled)
		case <-time.After(versionInterval):
		}
	}
}

// reach asks for the versions, from memory where that has what is wanted.
func (s *Server) reach(wanted versions) func(context.Context) (all, public int64, err error) {
	if s.config.Memory == nil {
		return s.config.Store.Versions
	}
	return func(ctx context.Context) (all, public int64, err error) {
		return s.config.Memory.Reach(ctx, wanted.all, wanted.public)
	}
}
