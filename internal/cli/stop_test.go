package cli_test

import (
	"net/http"
	"syscall"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// TestServerStopsUnderLoad tells a server to stop while many ask, over all
// protocols. What it has taken up it answers, and then nothing listens there.
func TestServerStopsUnderLoad(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	clients, before := 8, 500*time.Millisecond
	if soak() {
		clients, before = 100, 5*time.Second
	}
	storetest.Each(t, func(t *testing.T, target database.Target) {
		key := keyFor(t, target)
		server := startProcess(t, target.String(), "--demo")
		loads := map[string]*load{}
		var stops []func()
		for name, set := range map[string]func(*http.Protocols, bool){"HTTP/1.1": (*http.Protocols).SetHTTP1, "h2c": (*http.Protocols).SetUnencryptedHTTP2} {
			protocols := new(http.Protocols)
			set(protocols, true)
			loads[name] = &load{address: server.address, key: key, pause: 20 * time.Millisecond}
			stops = append(stops, loads[name].begin(t, clients, &http.Transport{Protocols: protocols}))
		}
		time.Sleep(before)
		told := time.Now()
		if err := server.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := server.cmd.Wait(); err != nil {
			t.Errorf("the server ended with %v: %s", err, server.log.String())
		}
		ended := time.Now()
		for _, stop := range stops {
			stop()
		}
		t.Logf("it ended %s after it was told to", ended.Sub(told))
		if took := ended.Sub(told); soak() && took > 12*time.Second {
			t.Errorf("it ended %s after it was told to", took)
		}
		for name, l := range loads {
			around := keep(l.which(time.Time{}, time.Time{}), func(o outcome) bool { return o.ended.After(told) })
			// Who could not connect was not taken up.
			taken := keep(around, func(o outcome) bool { return !o.unheard() })
			draining := keep(taken, func(o outcome) bool { return o.kind == "ready" })
			t.Logf("%s: %d were under way or came later, taken up were %v; %s", name, len(around), tally(taken), times(taken))
			t.Logf("%s: /readyz: %v", name, tally(draining))
			complain(t, name, keep(taken, func(o outcome) bool { return !o.told() }))
			if len(l.outcomes) == 0 || len(taken) == 0 {
				t.Errorf("%s: nothing was under way", name)
			}
		}
	})
}
