package storetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"pressgraph/internal/database"
)

// shared is the one cluster of this process. It is the exception to having no
// package variables: a cluster takes a second to start, and a test binary has
// no other place that all its tests share.
var shared server

// server starts its cluster when it is first needed.
type server struct {
	mu        sync.Mutex
	started   bool
	cluster   *cluster
	err       error
	count     int
	templates map[string]*template
}

// template is a database that others are copied from.
type template struct {
	mu   sync.Mutex
	name string
	made bool
}

// Postgres returns an empty database, dropped when the test ends. Without
// PostgreSQL on this machine the test is skipped, or fails if CI=true.
func Postgres(t testing.TB) database.Target {
	t.Helper()
	return create(t, "template0")
}

// PostgresFrom returns a copy of the database that prepare has filled, which it
// does once in this process for each name. prepare must leave no connection
// open.
func PostgresFrom(t testing.TB, name string, prepare func(database.Target)) database.Target {
	t.Helper()
	return create(t, prepared(t, name, prepare))
}

// PostgresWith is Postgres for a database made with settings of CREATE DATABASE.
func PostgresWith(t testing.TB, settings string) database.Target {
	t.Helper()
	return create(t, "template0 "+settings)
}

// Main runs m and stops the cluster, if one was started, before it returns what
// to exit with. A package without it need not care: the cluster ends with the
// process, only a moment later.
func Main(m *testing.M) int {
	code := m.Run()
	if err := shared.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
		return max(code, 1)
	}
	return code
}

// Each runs test as a subtest for every engine, with an empty database: a
// SQLite file, and a PostgreSQL database.
func Each(t *testing.T, test func(t *testing.T, target database.Target)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, SQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, Postgres(t))
	})
}

// SQLite returns a database in a file of its own, which ends with the test.
func SQLite(t testing.TB) database.Target {
	t.Helper()
	target, err := database.ParseTarget("sqlite:" + filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatalf("name a SQLite file: %v", err)
	}
	return target
}

// Open opens target for as long as the test runs.
func Open(t testing.TB, target database.Target, options database.Options) *database.DB {
	t.Helper()
	db, err := database.Open(context.Background(), target, options)
	if err != nil {
		t.Fatalf("open %s: %v", target, err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close %s: %v", target, err)
		}
	})
	return db
}

// Beside opens the database of s once more, to be used as other programs would.
func Beside(t testing.TB, s interface{ Target() database.Target }) *database.DB {
	t.Helper()
	return Open(t, s.Target(), database.Options{})
}

func create(t testing.TB, from string) database.Target {
	t.Helper()
	running := shared.running(t)
	name := shared.nextName("test")
	if err := running.run("CREATE DATABASE " + name + " TEMPLATE " + from); err != nil {
		t.Fatalf("create database: %v", err)
	}
	t.Cleanup(func() {
		if err := running.run("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("drop database: %v", err)
		}
	})
	return targetOf(t, running, name)
}

func prepared(t testing.TB, name string, prepare func(database.Target)) string {
	t.Helper()
	running := shared.running(t)
	kept := shared.template(name)
	kept.mu.Lock()
	defer kept.mu.Unlock()
	if kept.made {
		return kept.name
	}
	// A name of its own for every attempt: prepare may have failed half-way.
	kept.name = shared.nextName("template")
	if err := running.run("CREATE DATABASE " + kept.name + " TEMPLATE template0"); err != nil {
		t.Fatalf("create template database: %v", err)
	}
	prepare(targetOf(t, running, kept.name))
	kept.made = true
	return kept.name
}

func targetOf(t testing.TB, running *cluster, database string) database.Target {
	t.Helper()
	target, err := running.target(database)
	if err != nil {
		t.Fatalf("name a database: %v", err)
	}
	return target
}

// running returns the cluster, starting it if this is the first test to ask.
func (s *server) running(t testing.TB) *cluster {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.started {
		s.started = true
		s.cluster, s.err = startCluster()
	}
	switch {
	case s.err == nil:
	case errors.Is(s.err, errMissing) && os.Getenv("CI") != "true":
		t.Skipf("skipped: %v", s.err)
	default:
		t.Fatalf("start PostgreSQL: %v", s.err)
	}
	return s.cluster
}

func (s *server) nextName(kind string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	return fmt.Sprintf("%s_%d", kind, s.count)
}

func (s *server) template(name string) *template {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.templates == nil {
		s.templates = make(map[string]*template)
	}
	if s.templates[name] == nil {
		s.templates[name] = new(template)
	}
	return s.templates[name]
}

func (s *server) stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cluster == nil {
		return nil
	}
	stopped := s.cluster
	s.cluster, s.err = nil, errors.New("the cluster has been stopped")
	return stopped.stop()
}
