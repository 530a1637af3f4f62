package changelog

import (
	"testing"

	"pressgraph/ent/db/migrate"
)

// TestEveryTableIsKnown finds tables that a statement may read unnoticed.
func TestEveryTableIsKnown(t *testing.T) {
	t.Parallel()
	names := NewTableNames()
	for _, table := range migrate.Tables {
		if names.In("SELECT 1 FROM "+table.Name+" AS x") == 0 {
			t.Errorf("%s is not known", table.Name)
		}
	}
	for _, table := range []string{"search_documents", "search_words", "content_version"} {
		if names.In(`SELECT 1 FROM "`+table+`"`) == 0 {
			t.Errorf("%s is not known", table)
		}
	}
}

func TestTablesIn(t *testing.T) {
	t.Parallel()
	names := NewTableNames()
	set := func(tables ...string) Tables {
		var s Tables
		for _, table := range tables {
			s = s.With(names.Of(table))
		}
		return s
	}
	searched := set("releases", "partners", "partner_names", "initiatives", "initiative_names", "topics", "topic_names")
	for text, want := range map[string]Tables{
		"SELECT 1": 0,
		`SELECT "t1"."id" FROM "releases" AS "t1" WHERE "t1"."visible"`: set("releases"),
		"SELECT x FROM mentions r, partners p WHERE TRUE":               set("mentions", "partners"),
		"SELECT 1 FROM mentions JOIN\n\treleases USING (id)":            set("mentions", "releases"),
		"SELECT release_id, topic_id, the_partners FROM evidence":       set("evidence"),
		"SELECT 1 FROM search_words":                                    searched,
		"SELECT version FROM content_version":                           Tables(0).With(AnyTable),
		"SELECT 1 FROM changes":                                         Tables(0).With(AnyTable),
	} {
		if got := names.In(text); got != want {
			t.Errorf("%s reads %b, want %b", text, got, want)
		}
	}
	if !names.In("SELECT 1 FROM changes").Has(names.Of("topics")) || names.Of("no such table") != AnyTable {
		t.Error("what may be any table is not one of them")
	}
}
