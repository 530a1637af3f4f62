package cli_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pressgraph/internal/store/storetest"
)

// readiness is what /readyz says as time goes on.
type readiness struct {
	mu      sync.Mutex
	changes []readyChange
}

type readyChange struct {
	at    time.Time
	ready bool
}

// follow asks again and again until the test ends.
func follow(t *testing.T, p *process) *readiness {
	t.Helper()
	r := &readiness{}
	l := &load{address: p.address}
	ended := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for client := (&http.Client{Transport: &http.Transport{}}); ; {
			got := l.ask(t.Context(), client, "ready", 0)
			r.note(got.ended, got.err == nil && got.status == http.StatusOK)
			select {
			case <-ended:
				client.CloseIdleConnections()
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	t.Cleanup(func() {
		close(ended)
		<-done
	})
	return r
}

func (r *readiness) note(at time.Time, ready bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.changes); n == 0 || r.changes[n-1].ready != ready {
		r.changes = append(r.changes, readyChange{at, ready})
	}
}

// after waits until /readyz says it after a moment, and returns when it did.
func (r *readiness) after(t *testing.T, begin time.Time, ready bool) time.Time {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		r.mu.Lock()
		last := r.changes
		r.mu.Unlock()
		if n := len(last); n > 0 && last[n-1].ready == ready && last[n-1].at.After(begin) {
			return last[n-1].at
		}
	}
	t.Fatalf("a minute later /readyz does not say %t", ready)
	return time.Time{}
}

// TestPostgreSQLFailsUnderLoad takes the database from a server that is asked for
// all kinds of things, and gives it back.
func TestPostgreSQLFailsUnderLoad(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	clients, quiet, away := 8, time.Second, 3*time.Second
	if soak() {
		clients, quiet, away = 64, 10*time.Second, 30*time.Second
	}
	machine := storetest.NewMachine(t)
	target := machine.Database()
	l := &load{key: keyFor(t, target), pause: 300 * time.Millisecond}
	server := startProcess(t, target.String(), "--demo", "--log-level", "info")
	l.address = server.address
	ready := follow(t, server)
	ready.after(t, time.Time{}, true)
	stop := l.begin(t, clients, &http.Transport{})
	time.Sleep(quiet)
	for _, fails := range []struct {
		name       string
		fail, mend func(*storetest.Machine)
	}{
		{"stopped", (*storetest.Machine).Freeze, (*storetest.Machine).Thaw},
		{"killed", (*storetest.Machine).Kill, (*storetest.Machine).Start},
	} {
		mend := sync.OnceFunc(func() { fails.mend(machine) })
		t.Cleanup(mend)
		fails.fail(machine)
		o := outage{failed: time.Now()}
		o.unready = ready.after(t, o.failed, false)
		time.Sleep(time.Until(o.failed.Add(away)))
		o.mended = time.Now()
		mend()
		o.again = ready.after(t, o.mended, true)
		time.Sleep(quiet)
		t.Run(fails.name, func(t *testing.T) { o.check(t, l, clients) }) //nolint:paralleltest // one after the other
	}
	stop()
	server.end()
	checkOutageLog(t, server.log.String(), 2)
}

// outage is when a database failed, when /readyz said so, when it was mended, and
// when /readyz said that.
type outage struct{ failed, unready, mended, again time.Time }

func (o outage) check(t *testing.T, l *load, clients int) {
	t.Helper()
	all, meanwhile := l.which(o.failed, time.Time{}), l.which(o.unready, o.mended)
	caught := slices.DeleteFunc(l.which(o.failed.Add(-15*time.Second), time.Time{}), func(got outcome) bool {
		return got.begun.After(o.unready) || got.ended.Before(o.failed)
	})
	returned := l.which(o.again, time.Time{})
	t.Logf("/readyz turned after %s, and again %s after the database was mended", o.unready.Sub(o.failed), o.again.Sub(o.mended))
	t.Logf("under way when it was found out: %v; %s", tally(caught), times(caught))
	for _, got := range caught {
		if got.took() > 4*time.Second {
			t.Logf("waited for long: %s", got)
		}
	}
	t.Logf("meanwhile: %v; %s", tally(meanwhile), times(meanwhile))
	t.Logf("afterwards: %v; %s", tally(returned), times(returned))
	if len(meanwhile) < clients || len(returned) == 0 {
		t.Errorf("%d requests were made meanwhile, and %d afterwards", len(meanwhile), len(returned))
	}
	complain(t, "around an outage", keep(all, func(got outcome) bool { return !got.told() }))
	complain(t, "while it is gone", keep(meanwhile, func(got outcome) bool { return got.kind != "ready" && !got.refused() }))
	var lastRefused time.Time
	for _, got := range keep(all, func(got outcome) bool { return !got.answered() }) {
		if got.ended.After(lastRefused) {
			lastRefused = got.ended
		}
	}
	t.Logf("the last one was refused %s after the database was mended", lastRefused.Sub(o.mended))
	if !soak() {
		return
	}
	if turned := o.unready.Sub(o.failed); turned > 2500*time.Millisecond {
		t.Errorf("/readyz turned after %s", turned)
	}
	if most := slowest(meanwhile); most > time.Second { // On an idle machine it is some milliseconds.
		t.Errorf("one was refused after %s", most)
	}
	if back := max(o.again.Sub(o.mended), lastRefused.Sub(o.mended)); back > 7*time.Second {
		t.Errorf("it was back after %s", back)
	}
}

// checkOutageLog checks that the log tells of so many outages.
func checkOutageLog(t *testing.T, log string, outages int) {
	t.Helper()
	t.Log(withoutAnswers(log))
	for _, sentence := range []string{"the database does not answer", "the database is back"} {
		if n := strings.Count(log, sentence); n != outages {
			t.Errorf("the log tells %d times that %s, want %d", n, sentence, outages)
		}
	}
	if strings.Contains(log, "panic") {
		t.Error("the log tells of a panic")
	}
}

// withoutAnswers returns a log without the lines about requests.
func withoutAnswers(log string) string {
	var rest strings.Builder
	for line := range strings.Lines(log) {
		if !strings.Contains(line, "msg=answered") {
			rest.WriteString(line)
		}
	}
	return rest.String()
}
