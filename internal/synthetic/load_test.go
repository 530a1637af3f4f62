package synthetic_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/fault"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
	"pressgraph/internal/synthetic"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

func open(t *testing.T, target database.Target) (context.Context, *store.Store) {
	t.Helper()
	s, err := derive.Open(t.Context(), target, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return access.With(t.Context(), access.System("test")), s
}

func load(ctx context.Context, t *testing.T, s *store.Store, options synthetic.Options) synthetic.Summary {
	t.Helper()
	summary, err := synthetic.Load(ctx, s, options)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return summary
}

// rows returns the answer to a query, a line a row.
func rows(ctx context.Context, t *testing.T, s *store.Store, columns int, query string) []string {
	t.Helper()
	var lines []string
	err := s.Query(ctx, query, nil, func(row database.Row) error {
		values, into := make([]any, columns), make([]any, columns)
		for i := range values {
			into[i] = &values[i]
		}
		if err := row.Scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			if raw, ok := v.([]byte); ok {
				values[i] = string(raw)
			}
		}
		lines = append(lines, strings.Trim(fmt.Sprint(values), "[]"))
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return lines
}

func TestLoad(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		ctx, s := open(t, target)
		summary := load(ctx, t, s, synthetic.Options{Releases: 1000})
		want := synthetic.Summary{Releases: 1000, Partners: 200, Initiatives: 250, Topics: 22}
		got := summary
		got.Mentions, got.Announcements, got.Participations, got.Evidence = 0, 0, 0, 0
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("counts (-want +got):\n%s", diff)
		}
		t.Run("leaves nothing derived wrong", func(t *testing.T) {
			differences, err := derive.Check(ctx, s)
			if err != nil || len(differences) > 0 {
				t.Errorf("Check found %d differences, such as %v, and %v", len(differences), differences[:min(5, len(differences))], err)
			}
		})
		t.Run("is of the shape that it promises", func(t *testing.T) { checkShape(ctx, t, s, summary) })
		t.Run("tells of itself in one change", func(t *testing.T) {
			got := rows(ctx, t, s, 3, "SELECT entity, actor, purpose FROM changes WHERE entity = '*' OR entity = 'releases'")
			if diff := cmp.Diff([]string{"* test bench-data"}, got); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
		t.Run("goes into no database that holds content", func(t *testing.T) {
			_, err := synthetic.Load(ctx, s, synthetic.Options{Releases: 10})
			if !fault.Is(err, fault.CodeConflict) {
				t.Errorf("a second Load = %v, want CONFLICT", err)
			}
		})
	})
}

func checkShape(ctx context.Context, t *testing.T, s *store.Store, summary synthetic.Summary) {
	t.Helper()
	ratio := func(what string, n, of int, least, most float64) {
		if r := float64(n) / float64(of); r < least || r > most {
			t.Errorf("%s: %d of %d, which is %.3f, want %.3f to %.3f", what, n, of, r, least, most)
		}
	}
	ratio("mentions a release", summary.Mentions, summary.Releases, 2.9, 3.1)
	ratio("announcements a release", summary.Announcements, summary.Releases, 1.1, 1.3)
	ratio("participations an initiative", summary.Participations, summary.Initiatives, 3.9, 4)
	one := func(query string) int {
		var n int
		if _, err := fmt.Sscan(rows(ctx, t, s, 1, query)[0], &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	ratio("drafts", one("SELECT count(*) FROM releases WHERE status = 'DRAFT'"), summary.Releases, 0.015, 0.045)
	ratio("releases of the hottest", one("SELECT max(release_count) FROM partners"), summary.Releases, 0.03, 0.07)
	ratio("size of bodies", one("SELECT sum(length(CAST(body AS TEXT))) FROM releases WHERE language = 'en'"),
		one("SELECT count(*) FROM releases WHERE language = 'en'"), 1900, 2400)
	ratio("years", one("SELECT count(DISTINCT year) FROM releases"), 15, 1, 1)
	ratio("precisions", one("SELECT count(DISTINCT length(published_on)) FROM releases"), 3, 1, 1)
	ratio("parents", one("SELECT count(*) FROM partners WHERE parent_id IS NOT NULL"), summary.Partners, 0.05, 0.15)
	ratio("funding", one("SELECT count(*) FROM initiatives WHERE funding_amount IS NOT NULL"), summary.Initiatives, 0.2, 0.4)
	ratio("hidden partners", one("SELECT count(*) FROM partners WHERE NOT visible"), summary.Partners, 0, 0.2)
}

func TestEvidenceStandsInItsTitle(t *testing.T) {
	t.Parallel()
	ctx, s := open(t, storetest.SQLite(t))
	summary := load(ctx, t, s, synthetic.Options{Releases: 300})
	n := 0
	err := s.Query(ctx, `SELECT r.title, e.quote, e.start, e."end" FROM evidence e JOIN releases r ON r.id = e.release_id`, nil,
		func(row database.Row) error {
			var title, quote string
			var span content.Span
			if err := row.Scan(&title, &quote, &span.Start, &span.End); err != nil {
				return err
			}
			n++
			if got := content.Quote(title, span); got != quote {
				t.Errorf("between %v of %q stands %q, want %q", span, title, got, quote)
			}
			return nil
		})
	if err != nil || n != summary.Evidence || n < 300 {
		t.Errorf("read %d pieces of evidence, %v; %d were written", n, err, summary.Evidence)
	}
}

func TestTextsAreTheirOwnPlainText(t *testing.T) {
	t.Parallel()
	ctx, s := open(t, storetest.SQLite(t))
	load(ctx, t, s, synthetic.Options{Releases: 100})
	err := s.Query(ctx, "SELECT summary, summary_text, body, body_text FROM releases", nil, func(row database.Row) error {
		var summary, summaryText, body, bodyText string
		if err := row.Scan(&summary, &summaryText, &body, &bodyText); err != nil {
			return err
		}
		if diff := cmp.Diff([]string{content.PlainText(summary), content.PlainText(body)}, []string{summaryText, bodyText}); diff != "" {
			t.Errorf("plain texts (-want +got):\n%s", diff)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheSameSeedGivesTheSameNewsroom(t *testing.T) {
	t.Parallel()
	contents := func(target database.Target, seed uint64) []string {
		ctx, s := open(t, target)
		load(ctx, t, s, synthetic.Options{Releases: 50, Seed: seed})
		return rows(ctx, t, s, 3, "SELECT id, title, body FROM releases ORDER BY id")
	}
	first := contents(storetest.SQLite(t), 1)
	if diff := cmp.Diff(first, contents(storetest.Postgres(t), 1)); diff != "" {
		t.Errorf("PostgreSQL holds another newsroom than SQLite:\n%s", diff)
	}
	if cmp.Equal(first, contents(storetest.SQLite(t), 2)) {
		t.Error("another seed gives the same newsroom")
	}
}

func TestLoadRefusesOddSizes(t *testing.T) {
	t.Parallel()
	ctx, s := open(t, storetest.SQLite(t))
	for _, n := range []int{0, -1, synthetic.MaxReleases + 1} {
		if _, err := synthetic.Load(ctx, s, synthetic.Options{Releases: n}); !fault.Is(err, fault.CodeBadInput) {
			t.Errorf("Load of %d releases = %v, want BAD_USER_INPUT", n, err)
		}
	}
	load(ctx, t, s, synthetic.Options{Releases: 1})
}
