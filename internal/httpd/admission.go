package httpd

import (
	"context"
	"net/http"
	"time"

	"pressgraph/internal/access"
	"pressgraph/internal/fault"
)

const (
	// defaultRunning is how many requests are answered at a time where Limits say
	// nothing. Each may hold a body and an answer in memory.
	defaultRunning = 128
	// queued is how many may wait for one that is answered.
	queued = 4
	// admissionPatience bounds how long they wait.
	admissionPatience = 2 * time.Second
)

// admission lets a number of requests be answered at a time. Some more wait for
// a moment; all others are told to come again.
type admission struct {
	running, present chan struct{}
	// left is leave, made once.
	left func()
}

func newAdmission(running int) *admission {
	a := &admission{running: make(chan struct{}, running), present: make(chan struct{}, running*(1+queued))}
	a.left = a.leave
	return a
}

// enter waits for a place, which leave gives back. Errors: OVERLOADED.
func (a *admission) enter(ctx context.Context) (leave func(), err error) {
	select {
	case a.present <- struct{}{}:
	default:
		return nil, crowded()
	}
	select {
	case a.running <- struct{}{}:
		return a.left, nil
	default: // It has to wait.
	}
	timer := time.NewTimer(admissionPatience)
	defer timer.Stop()
	select {
	case a.running <- struct{}{}:
		return a.left, nil
	case <-ctx.Done():
		err = context.Cause(ctx)
	case <-timer.C:
		err = crowded()
	}
	<-a.present
	return nil, err
}

func (a *admission) leave() {
	<-a.running
	<-a.present
}

func crowded() error {
	return fault.New(fault.CodeOverloaded, "too many requests are being answered; try again in a moment")
}

// place is where one request stands among those that are answered. It is given
// up while the client is waited for, who may take long to send or to read.
type place struct {
	admission *admission
	leave     func()
	// changes is whether the request has changed anything.
	changes bool
}

// placeOf returns the place of a request, nil where it was not admitted.
func placeOf(ctx context.Context) *place {
	if r := requestOf(ctx); r != nil && r.admitted {
		return &r.place
	}
	return nil
}

// pause gives the place up, if it is held.
func (p *place) pause() {
	if p != nil && p.leave != nil {
		p.leave()
		p.leave = nil
	}
}

// resume takes a place. Errors: OVERLOADED.
func (p *place) resume(ctx context.Context) (err error) {
	if p == nil {
		return nil
	}
	p.leave, err = p.admission.enter(ctx)
	return err
}

// admitted answers those who do not ask too often, and few at a time.
func (s *Server) admitted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		about := requestOf(r.Context())
		about.caller = s.rates.of(r)
		_, keyed := r.Header["Authorization"]
		// Who sends a key pays with it, once it is known to be one; guessing keys
		// is paid for by the address.
		if err := about.caller.pay(operationPrice(keyed)); err != nil {
			s.refuseFailed(r.Context(), w, err)
			return
		}
		ended, err := s.health.enter()
		if err != nil {
			s.refuseFailed(r.Context(), w, err)
			return
		}
		about.watched(&s.health, ended)
		defer about.unwatched()
		about.place = place{admission: s.admission}
		if err := about.place.resume(about); err != nil {
			s.refuseFailed(r.Context(), w, err)
			return
		}
		defer about.place.pause()
		about.admitted = true
		next.ServeHTTP(w, r)
	})
}

// operationPrice is what a request pays at once: nothing where it has a key, as
// long as there is anything to pay with.
func operationPrice(keyed bool) int {
	if keyed {
		return 0
	}
	return 1
}

// recognised lets the holder of a key pay for what follows, and for this request.
func (s *Server) recognised(ctx context.Context, v access.Viewer) error {
	caller := callerOf(ctx)
	if caller == nil {
		return nil
	}
	return caller.become(v)
}

// unrecognised lets an address pay for a key that is none.
func (s *Server) unrecognised(ctx context.Context) error {
	if caller := callerOf(ctx); caller != nil {
		return caller.pay(1)
	}
	return nil
}
