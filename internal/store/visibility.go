package store

import (
	"context"
	"fmt"
	"slices"

	entsql "entgo.io/ent/dialect/sql"

	"pressgraph/ent/db"
	"pressgraph/ent/db/intercept"
	"pressgraph/internal/access"
)

// rule is the condition under which readers see a row of the selected table.
type rule func(*entsql.Selector) *entsql.Predicate

// readersRules says for every type of ent what readers see of it. What is not
// listed is refused to them.
func readersRules() map[string]rule {
	return map[string]rule{
		db.TypeRelease:         marked("visible"),
		db.TypePartner:         marked("visible"),
		db.TypeInitiative:      marked("visible"),
		db.TypeTopic:           marked("visible"),
		db.TypeMention:         marked("visible"),
		db.TypeAnnouncement:    marked("visible"),
		db.TypeParticipation:   marked("visible"),
		db.TypeReleaseTopic:    marked("visible"),
		db.TypeInitiativeTopic: marked("visible"),
		db.TypeEvidence:        marked("visible"),

		db.TypePartnerName:    owned("partners", "partner_id"),
		db.TypeInitiativeName: owned("initiatives", "initiative_id"),
		db.TypeTopicName:      owned("topics", "topic_id"),
		db.TypeIdentifier:     owned("partners", "partner_id"),
		db.TypeCorrection:     owned("releases", "release_id"),

		db.TypeFormerSlug: marked("public"),
		db.TypeMerge:      both(marked("public"), owned("partners", "survivor_id")),
		db.TypeChange:     publicStep,

		db.TypeRevision:    nothing,
		db.TypeSuggestion:  nothing,
		db.TypeDistinction: nothing,
		db.TypeAPIKey:      nothing,
		db.TypeImportRun:   nothing,
		db.TypeMeta:        nothing,
	}
}

// visibility narrows every query of a client to what its asker may see. It is a
// traverser, not an interceptor of the last query alone, so that each step
// along edges is narrowed, too.
func visibility() db.Interceptor {
	rules := readersRules()
	return intercept.TraverseFunc(func(ctx context.Context, q intercept.Query) error {
		if access.From(ctx).World() == access.Everything {
			return nil
		}
		sees, ok := rules[q.Type()]
		if !ok {
			return fmt.Errorf("nobody has said what readers see of %s", q.Type())
		}
		q.WhereP(func(s *entsql.Selector) { s.Where(sees(s)) })
		return nil
	})
}

// marked shows rows whose column is true. The column stands bare, without a
// comparison: only so do the engines use an index WHERE visible.
func marked(column string) rule {
	return func(s *entsql.Selector) *entsql.Predicate { return entsql.IsTrue(s.C(column)) }
}

// owned shows rows whose owner readers see.
func owned(table, key string) rule {
	return func(s *entsql.Selector) *entsql.Predicate {
		builder := entsql.Dialect(s.Dialect())
		owner := builder.Table(table).As("owner")
		return entsql.Exists(builder.SelectExpr(entsql.Raw("1")).From(owner).Where(entsql.And(
			entsql.ColumnsEQ(owner.C("id"), s.C(key)),
			entsql.IsTrue(owner.C("visible")),
		)))
	}
}

func both(a, b rule) rule {
	return func(s *entsql.Selector) *entsql.Predicate { return entsql.And(a(s), b(s)) }
}

// publicStep shows the steps of the change log that were public when they were taken.
func publicStep(s *entsql.Selector) *entsql.Predicate { return entsql.NotNull(s.C("public_version")) }

func nothing(*entsql.Selector) *entsql.Predicate { return entsql.False() }

// sees is the condition for a row of table, known by alias, to exist in w, for
// SQL by hand; empty where all do. The client adds its own by itself.
func sees(table, alias string, w access.World) string {
	if w == access.Everything {
		return ""
	}
	switch table {
	case "releases", "partners", "initiatives", "topics", "mentions", "announcements", "participations",
		"release_topics", "initiative_topics", "evidence":
		return alias + ".visible"
	case "changes":
		return alias + ".public_step IS NOT NULL"
	}
	return "1 = 0"
}

// TwoLives lists the columns that are kept twice: by this name for editors, and
// led by public_ for readers.
func TwoLives() []string {
	return []string{
		"updated_at", "partner_count", "initiative_count", "release_count",
		"latest_release_on", "latest_sort", "pair_first",
		"known_earliest", "known_latest", "known_basis",
	}
}

// Column returns the column that holds name for w; name itself where both
// worlds see the same.
func Column(w access.World, name string) string {
	if slices.Contains(TwoLives(), name) {
		return w.Column(name)
	}
	return name
}
