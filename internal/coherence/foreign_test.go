package coherence_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"pressgraph/internal/database"
)

// TestRowsChangedByOthersAreSeen changes rows as psql does, and a second process on
// the file of SQLite, while they are read: every server shows them after two
// seconds at the latest.
func TestRowsChangedByOthersAreSeen(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, engine database.Engine) {
		r := openRoom(t, engine, plan{servers: 2, releases: 2, options: loses(t)})
		r.clock = clock{time.Now()}
		for _, c := range r.foreignChanges() {
			report(t, r.seeForeign(c))
		}
	})
}

// foreignChange is a statement, and what an answer holds afterwards alone.
type foreignChange struct {
	name, statement string
	text            text
	want            string
}

func (r *room) foreignChanges() []foreignChange {
	c := r.classes[0]
	first, second := c.releases[0], c.releases[1]
	guest := r.idOf("partners", "guest-0")
	retitled := fmt.Sprintf("UPDATE releases SET title = '%s' WHERE id = %d", first.title(77), first.id)
	about := text{document: `{ partner(slug: "guest-0") { city names { text } } }`}
	return []foreignChange{
		{"a title", retitled, byID(first).text, first.title(77)},
		{"a title in a list", fmt.Sprintf("UPDATE releases SET title = '%s' WHERE id = %d", second.title(78), second.id), r.list().text, second.title(78)},
		{"a title that is found", fmt.Sprintf("UPDATE releases SET title = '%s' WHERE id = %d", second.title(79), second.id), found(second).text, second.title(79)},
		{"a column of a partner", fmt.Sprintf("UPDATE partners SET city = 'Macau' WHERE id = %d", guest), about, "Macau"},
		{"a name of a partner", fmt.Sprintf("UPDATE partner_names SET text = 'Zhuhai' WHERE partner_id = %d", guest), about, "Zhuhai"},
		{
			"a relation that goes", fmt.Sprintf("DELETE FROM mentions WHERE release_id = %d AND partner_id = %d", first.id, guest),
			text{document: `{ partner(slug: "guest-0") { releases { nodes { slug } } } }`}, `{"nodes":[]}`,
		},
		{
			"a relation that comes",
			fmt.Sprintf(`INSERT INTO mentions (id, role, position, visible, sort_at, rank, partner_id, release_id)
				SELECT 77, 'HOST', 9, TRUE, sort_at, rank, %d, id FROM releases WHERE id = %d`, guest, second.id),
			text{document: `{ partner(slug: "guest-0") { releases { nodes { slug } } } }`}, second.slug,
		},
		{"a release that is hidden", fmt.Sprintf("UPDATE releases SET status = 'DRAFT', visible = FALSE WHERE id = %d", first.id), bySlug(first).text, `{"release":null}`},
	}
}

// seeForeign makes a change and reads until all servers show it, or have had the
// time to.
func (r *room) seeForeign(c foreignChange) (found []finding) {
	r.t.Helper()
	ctx := r.t.Context()
	for _, s := range r.servers {
		for range 3 {
			if got, err := s.ask(ctx, r.clock, c.text); err != nil || !got.whole() || bytes.Contains(got.Data, []byte(c.want)) {
				r.t.Fatalf("%s before the change: %v %s", c.name, err, got.body)
			}
		}
	}
	if _, err := r.truth.SQL().ExecContext(ctx, c.statement); err != nil {
		r.t.Fatalf("%s: %v", c.name, err)
	}
	done := r.clock.now()
	for _, s := range r.servers {
		for {
			got, err := s.ask(ctx, r.clock, c.text)
			if err == nil && got.whole() && bytes.Contains(got.Data, []byte(c.want)) {
				r.t.Logf("%s: server %d shows it after %v", c.name, s.number, got.ret-done)
				break
			}
			if err == nil && got.whole() && got.call > done+maxAge {
				found = append(found, finding{fresh, fmt.Sprintf("%s: server %d answers %v after it: %s, want %s", c.name, s.number, got.call-done, got.Data, c.want)})
				break
			}
		}
	}
	return found
}
