package store

import (
	"fmt"
	"strings"
)

// sqliteKernel writes the support tables, what numbers the changes, and the
// triggers of every table.
func sqliteKernel(tables []contentTable) string {
	var sql strings.Builder
	sql.WriteString(sqliteSupport)
	for _, t := range tables {
		fmt.Fprintf(&sql, "\n-- Table %s.\n", t.name)
		moved := []string{"id"}
		moved = append(moved, t.ends...)
		inserted, deleted := sqliteTell(t.name, t.inserted("NEW")), sqliteTell(t.name, t.deleted("OLD"))
		sql.WriteString(sqliteTrigger(t.name, "insert", "INSERT", "", inserted))
		sql.WriteString(sqliteTrigger(t.name, "delete", "DELETE", "", deleted))
		sql.WriteString(sqliteTrigger(t.name, "update", "UPDATE",
			"NOT "+rowsDiffer("OLD", "NEW", moved)+"\n  AND "+t.changed("OLD", "NEW"), sqliteTell(t.name, t.updated("OLD", "NEW"))))
		sql.WriteString(sqliteTrigger(t.name, "move", "UPDATE", rowsDiffer("OLD", "NEW", moved), deleted+inserted))
	}
	return sql.String()
}

func sqliteTrigger(table, name, event, condition, body string) string {
	when := "NOT (SELECT bulk FROM change_context)"
	if condition != "" {
		when += "\n  AND " + condition
	}
	return fmt.Sprintf("DROP TRIGGER IF EXISTS %[1]s_%[2]s;\nCREATE TRIGGER %[1]s_%[2]s AFTER %[3]s ON %[1]s\nWHEN %[4]s\nBEGIN\n%[5]sEND;\n",
		table, name, event, when, body)
}

// sqliteTell adds one row to the log.
func sqliteTell(table string, row told) string {
	return fmt.Sprintf("  INSERT INTO change_sink SELECT '%s', %s;\n", table, strings.Join(row.columns(), ",\n    "))
}

// sqliteSupport is the part of SQLite's kernel that knows no table of the
// content.
const sqliteSupport = `-- The kernel of change: triggers that write the change log and number it.
-- Made from internal/store/kernel_tables.go by "pressgraph migrate diff".

-- The newest numbers, in one row.
CREATE TABLE IF NOT EXISTS content_version (
  id integer NOT NULL PRIMARY KEY CHECK (id = 1),
  version integer NOT NULL,
  public_version integer NOT NULL,
  public_step integer NOT NULL
);
INSERT INTO content_version VALUES (1, 0, 0, 0) ON CONFLICT DO NOTHING;

-- Who the one transaction that writes works for, in one row: null outside of a
-- use case. What it writes shares the versions that its first change has taken.
CREATE TABLE IF NOT EXISTS change_context (
  id integer NOT NULL PRIMARY KEY CHECK (id = 1),
  actor text NULL,
  purpose text NULL,
  at datetime NULL,
  version integer NULL,
  public_version integer NULL,
  bulk bool NOT NULL DEFAULT FALSE
);
INSERT INTO change_context (id) VALUES (1) ON CONFLICT DO NOTHING;

-- What triggers tell goes in here, and comes out numbered in the log.
DROP VIEW IF EXISTS change_sink;
CREATE VIEW change_sink AS
  SELECT entity, entity_id, subject_id, object_id, action, derived, FALSE AS public, FALSE AS step FROM changes;
CREATE TRIGGER change_sink_insert INSTEAD OF INSERT ON change_sink
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
END;
`
