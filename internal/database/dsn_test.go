package database_test

import (
	"os"
	"strings"
	"testing"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

func TestParseTarget(t *testing.T) { //nolint:paralleltest // it sets the environment
	for _, name := range []string{"PGHOST", "PGSSLMODE", "PGCONNECT_TIMEOUT", "PGAPPNAME"} {
		t.Setenv(name, "") // to have it restored
		os.Unsetenv(name)
	}
	tests := []struct {
		name, shown string
		engine      database.Engine
		memory      bool
		settings    []string
	}{
		{name: "sqlite:pressgraph.db", shown: "sqlite:pressgraph.db", engine: database.SQLite},
		{name: "sqlite:/var/lib/a b.db", shown: "sqlite:/var/lib/a b.db", engine: database.SQLite},
		{name: "sqlite::memory:", shown: "sqlite::memory:", engine: database.SQLite, memory: true},
		{name: "postgres://u:s3cret@db.example/news", shown: "postgres://u@db.example/news", engine: database.PostgreSQL,
			settings: []string{"sslmode=require", "timezone=UTC", "binary_parameters=yes", "application_name=pressgraph", "connect_timeout=5"}},
		{name: "postgresql://u@db.example:6432/news?sslmode=verify-full&password=s3cret&application_name=x&timezone=Asia/Tokyo",
			shown: "postgresql://u@db.example:6432/news", engine: database.PostgreSQL,
			settings: []string{"sslmode=verify-full", "timezone=UTC", "application_name=x"}},
		{name: "postgres://u@localhost/news", shown: "postgres://u@localhost/news", engine: database.PostgreSQL, settings: []string{"sslmode=disable"}},
		{name: "postgres://u@[::1]/news", shown: "postgres://u@[::1]/news", engine: database.PostgreSQL, settings: []string{"sslmode=disable"}},
		{name: "postgres:///news?host=/run/postgresql", shown: "postgres:///news?host=/run/postgresql", engine: database.PostgreSQL, settings: []string{"sslmode=disable"}},
		{name: "postgres:///news?host=localhost,db.example", shown: "postgres:///news?host=localhost,db.example", engine: database.PostgreSQL, settings: []string{"sslmode=require"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			target := storetest.Parse(t, test.name)
			if got := target.String(); got != test.shown {
				t.Errorf("String() = %q, want %q", got, test.shown)
			}
			if target.Engine() != test.engine || target.InMemory() != test.memory {
				t.Errorf("Engine() = %q, InMemory() = %t", target.Engine(), target.InMemory())
			}
			for _, setting := range test.settings {
				if !strings.Contains(database.Address(target), setting) {
					t.Errorf("connects without %s: %s", setting, database.Address(target))
				}
			}
		})
	}
}

func TestParseTargetRefuses(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "mysql://u:s3cret@h/x", "sqlite:", "sqlite://x.db", "sqlite:a\x00b", "/x.db",
		"postgres:s3cret", "postgres://u:s3cret%zz@h/x", "postgres://u:s3cret@h/x?%zz", "postgres://u:s3cret@h:port/x",
		"postgres://u:s3cret@h/x?sslmode=s3cret", "postgres://u:p%40s3cret@h/x?sslmode=p@s3cret", "postgres://u:s3cret@h/x?port=s3cret"} {
		_, err := database.ParseTarget(name)
		if err == nil {
			t.Errorf("ParseTarget(%q) = nil error", name)
		} else if strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "\n") {
			t.Errorf("ParseTarget(%q) = %v: want one sentence without the password", name, err)
		} else {
			t.Log(err)
		}
	}
}
