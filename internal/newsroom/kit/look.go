package kit

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pressgraph/ent/db"
	"pressgraph/ent/db/identifier"
	"pressgraph/ent/db/release"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom/repair"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
	"pressgraph/internal/transfer"
)

// Exported returns everything that k holds.
func Exported(t testing.TB, k *Kit) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := transfer.Export(k.Ctx, k.Store, &out, nil); err != nil {
		t.Fatalf("export: %v", err)
	}
	return out.Bytes()
}

// FirstDifference returns the first lines in which two exports differ.
func FirstDifference(a, b []byte) string {
	was, now := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	for i := range min(len(was), len(now)) {
		if was[i] != now[i] {
			return fmt.Sprintf("line %d\n%s\n%s", i+1, was[i], now[i])
		}
	}
	return fmt.Sprintf("%d and %d lines", len(was), len(now))
}

// Foreign runs SQL as psql would.
func Foreign(t testing.TB, k *Kit, statements ...string) {
	t.Helper()
	db := storetest.Beside(t, k.Store)
	for _, s := range statements {
		if _, err := db.SQL().ExecContext(k.Ctx, s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// Repair repairs what foreign SQL has changed, and looks whether all is right.
func Repair(t testing.TB, k *Kit) {
	t.Helper()
	if _, err := repair.Foreign(k.Ctx, k.Newsroom); err != nil {
		t.Fatalf("repair: %v", err)
	}
	if again, err := repair.Foreign(k.Ctx, k.Newsroom); again != 0 || err != nil {
		t.Errorf("repairing again found %d changes, %v", again, err)
	}
	Whole(t, k)
}

// Whole fails where anything derived is wrong.
func Whole(t testing.TB, k *Kit) {
	t.Helper()
	found, err := repair.Check(k.Ctx, k.Newsroom)
	if err != nil {
		t.Fatalf("check: %v", err)
	}
	for _, d := range found {
		t.Errorf("after the repair: %s", d)
	}
}

// Stored returns every row that a merge may change, without what always goes on.
func Stored(t testing.TB, k *Kit) map[string]string {
	t.Helper()
	all := map[string]string{}
	_, err := k.Store.DryRun(k.Ctx, "test", func(ctx context.Context, tx *store.Tx) error {
		clear(all)
		for _, table := range []string{
			"partners", "partner_names", "identifiers", "mentions", "participations", "evidence", "releases",
			"initiatives", "suggestions", "distinctions", "former_slugs",
		} {
			records, err := tx.Records(ctx, table, "TRUE")
			if err != nil {
				return err
			}
			for _, r := range records {
				id := r.ID()
				for _, column := range []string{"version", "updated_at", "public_updated_at"} {
					delete(r, column)
				}
				var text strings.Builder
				for _, column := range slices.Sorted(maps.Keys(r)) {
					fmt.Fprintf(&text, "%s=%s ", column, r[column])
				}
				all[fmt.Sprintf("%s %d", table, id)] = text.String()
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("read everything: %v", err)
	}
	return all
}

// Share gives a partner an entry of a registry that others may have, too, as
// databases hold that are older than the rule against it.
func Share(t testing.TB, k *Kit, partner int64, scheme content.IdentifierScheme, value string) {
	t.Helper()
	_, err := k.Store.Write(k.Ctx, "test", func(ctx context.Context, tx *store.Tx) error {
		return tx.Client().Identifier.Update().Where(identifier.PartnerID(partner), identifier.SchemeEQ(scheme)).SetValue(value).Exec(ctx)
	})
	if err != nil {
		t.Fatalf("share an entry: %v", err)
	}
}

// PartnerVersion returns the version that a partner is at.
func PartnerVersion(t testing.TB, k *Kit, id int64) int {
	t.Helper()
	return k.Store.Client().Partner.GetX(k.Ctx, id).Version
}

// Sibling is another empty database of the same engine.
func Sibling(t testing.TB, target database.Target) database.Target {
	t.Helper()
	if target.Engine() == database.SQLite {
		return storetest.SQLite(t)
	}
	return storetest.Postgres(t)
}

// ComplaintsOf returns what an error complains about, by field.
func ComplaintsOf(t testing.TB, err error) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, f := range fault.All(err) {
		all[f.Field] = f.Message
	}
	if len(all) == 0 {
		t.Fatalf("error %v holds no complaints", err)
	}
	return all
}

// Suggest stores a suggestion as an edit of a text or a reader of texts would.
func Suggest(t testing.TB, k *Kit, release int64, relation content.RelationKind, quote string, fill func(*db.SuggestionCreate)) int64 {
	t.Helper()
	var id int64
	_, err := k.Store.Write(k.Ctx, "test", func(ctx context.Context, tx *store.Tx) error {
		id = tx.NewID()
		b := tx.Client().Suggestion.Create().SetID(id).SetReleaseID(release).SetRelation(relation).SetLabel(quote).SetConfidence(0.5).
			SetSection(content.SectionTitle).SetQuote(quote).SetStart(0).SetEnd(len(quote)).SetCreatedAt(tx.Now())
		fill(b)
		return b.Exec(ctx)
	})
	if err != nil {
		t.Fatalf("suggest: %v", err)
	}
	return id
}

// Ranked returns the titles in the order of a listing of equal dates.
func (k *Kit) Ranked() []string {
	return k.Store.Client().Release.Query().Order(db.Desc(release.FieldSortAt, release.FieldRank, release.FieldID)).
		Select(release.FieldTitle).StringsX(k.Ctx)
}
