package changelog

import (
	"fmt"
	"strings"
)

// sqliteKernel lists what numbers the changes, and the triggers of every table.
func sqliteKernel(tables []contentTable) []Object {
	all := []Object{
		{Kind: KindView, Name: "change_sink", Text: sqliteSink},
		{Kind: KindTrigger, Name: "change_sink_insert", Table: "change_sink", Text: sqliteNumber},
	}
	for _, t := range tables {
		moved := []string{"id"}
		moved = append(moved, t.ends...)
		inserted, deleted := sqliteTell(t.name, t.inserted("NEW")), sqliteTell(t.name, t.deleted("OLD"))
		all = append(all,
			sqliteTrigger(t.name, "insert", "INSERT", "", inserted),
			sqliteTrigger(t.name, "delete", "DELETE", "", deleted),
			sqliteTrigger(t.name, "update", "UPDATE",
				"NOT "+rowsDiffer("OLD", "NEW", moved)+"\n  AND "+t.changed("OLD", "NEW"), sqliteTell(t.name, t.updated("OLD", "NEW"))),
			sqliteTrigger(t.name, "move", "UPDATE", rowsDiffer("OLD", "NEW", moved), deleted+inserted))
	}
	return all
}

func sqliteTrigger(table, name, event, condition, body string) Object {
	when := "NOT (SELECT bulk FROM change_context)"
	if condition != "" {
		when += "\n  AND " + condition
	}
	name = table + "_" + name
	return Object{Kind: KindTrigger, Name: name, Table: table,
		Text: fmt.Sprintf("CREATE TRIGGER %s AFTER %s ON %s\nWHEN %s\nBEGIN\n%sEND", name, event, table, when, body)}
}

// sqliteTell adds one row to the log.
func sqliteTell(table string, row told) string {
	return fmt.Sprintf("  INSERT INTO change_sink SELECT '%s', %s;\n", table, strings.Join(row.columns(), ",\n    "))
}

// sqliteSink is the view that triggers tell by: what goes in comes out numbered
// in the log.
const sqliteSink = `CREATE VIEW change_sink AS
  SELECT entity, entity_id, subject_id, object_id, action, derived, FALSE AS public, FALSE AS step FROM changes`

// sqliteNumber numbers a change. What the one transaction that writes works for
// is in change_context, null outside of a use case: all that it writes shares
// the versions that its first change has taken.
const sqliteNumber = `CREATE TRIGGER change_sink_insert INSTEAD OF INSERT ON change_sink
BEGIN
  UPDATE content_version SET
    version = version + (SELECT version IS NULL FROM change_context),
    public_version = public_version + (SELECT NEW.public AND public_version IS NULL FROM change_context),
    public_step = public_step + NEW.step;
  UPDATE change_context SET
    version = (SELECT version FROM content_version),
    public_version = CASE WHEN NEW.public THEN (SELECT public_version FROM content_version) END
  WHERE actor IS NOT NULL AND (version IS NULL OR (NEW.public AND public_version IS NULL));
  INSERT INTO changes (version, public_version, public_step,
    entity, entity_id, subject_id, object_id, action, derived, at, actor, purpose)
  SELECT v.version, CASE WHEN NEW.public THEN v.public_version END, CASE WHEN NEW.step THEN v.public_step END,
    NEW.entity, NEW.entity_id, NEW.subject_id, NEW.object_id, NEW.action, NEW.derived,
    coalesce(c.at, strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')), coalesce(c.actor, 'sql'), c.purpose
  FROM content_version v, change_context c;
END`
