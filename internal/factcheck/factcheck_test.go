package factcheck_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/factcheck"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// TestTheNumbersAreWhatTheContentMeans makes random newsrooms, changes them, and
// compares what the API answers with what follows from their exports.
// PRESSGRAPH_SOAK=1 makes 1,000 an engine; PRESSGRAPH_SEED begins with another.
func TestTheNumbersAreWhatTheContentMeans(t *testing.T) {
	t.Parallel()
	newsrooms, seed := 6, uint64(1)
	switch {
	case os.Getenv("PRESSGRAPH_SOAK") != "":
		newsrooms = 1000
	case testing.Short():
		newsrooms = 1
	}
	if given, err := strconv.ParseUint(os.Getenv("PRESSGRAPH_SEED"), 10, 64); err == nil {
		seed = given
	}
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		for i := range newsrooms {
			seed := seed + uint64(i) //nolint:gosec // few
			t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
				r := openRoom(t, empty(t, target), seed)
				r.fill()
				r.check()
				for range 6 {
					r.edit()
				}
				r.check()
			})
		}
	})
}

// empty returns an empty newsroom of the same engine.
func empty(t *testing.T, like database.Target) database.Target {
	t.Helper()
	if like.Engine() != database.PostgreSQL {
		return storetest.SQLite(t)
	}
	return storetest.PostgresFrom(t, "factcheck", func(target database.Target) {
		st, err := derive.Open(t.Context(), target, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// side is one kind of asker with the world that it sees.
type side struct {
	*room
	*factcheck.World
	name string
	as   context.Context
}

func (r *room) check() {
	r.t.Helper()
	all := r.export()
	public := side{r, all.Public(), "readers", r.t.Context()}
	for _, s := range []side{public, {r, all, "editors", r.ctx}} {
		s.knownSince()
		s.grouped()
		s.preferred()
		s.received()
	}
	for range 3 {
		public.tied()
	}
	public.timelines()
	if r.log.Len() > 0 {
		r.t.Errorf("the log tells of failures:\n%s", &r.log)
	}
}

// same compares lines, whatever their order.
func (s side) same(what string, want, got []string) {
	s.t.Helper()
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		s.t.Fatalf("%s see otherwise %s (-follows from the export +answered):\n%s", s.name, what, diff)
	}
}

func (s side) knownSince() {
	s.t.Helper()
	var answer struct {
		Participations struct {
			Nodes []struct {
				ID         string
				KnownSince *struct{ On, Basis string }
			}
		}
	}
	s.ask(s.as, "{participations(first: 100) {nodes {id knownSince {on basis}}}}", nil, &answer)
	var want, got []string
	for _, p := range s.Participations {
		known := s.KnownSince(p)
		want = append(want, fmt.Sprint(content.GlobalID(content.NodeParticipation, p.ID), known.On, known.Basis))
	}
	for _, n := range answer.Participations.Nodes {
		var known factcheck.Since
		if n.KnownSince != nil {
			known = factcheck.Since{On: s.date(n.KnownSince.On), Basis: n.KnownSince.Basis}
		}
		got = append(got, fmt.Sprint(n.ID, known.On, known.Basis))
	}
	s.same("since when participations are known", want, got)
}

// date reads a date that was answered.
func (s side) date(text string) factcheck.Date {
	s.t.Helper()
	d, err := factcheck.ParseDate(text)
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}
