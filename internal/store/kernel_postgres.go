package store

import (
	"fmt"
	"strings"
)

// postgresKernel writes the support tables, what numbers the changes at
// commit, and for every table one function with its triggers.
func postgresKernel(tables []contentTable) string {
	var sql strings.Builder
	sql.WriteString(postgresSupport)
	for _, t := range tables {
		fmt.Fprintf(&sql, "\n-- Table %s.\n", t.name)
		sql.WriteString(postgresFunction(t))
		for _, event := range []struct{ name, on, sees string }{
			{"insert", "INSERT", "NEW TABLE AS new_rows"},
			{"update", "UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"},
			{"delete", "DELETE", "OLD TABLE AS old_rows"},
		} {
			fmt.Fprintf(&sql, `CREATE OR REPLACE TRIGGER %[1]s_%[2]s AFTER %[3]s ON %[1]s REFERENCING %[4]s
  FOR EACH STATEMENT EXECUTE FUNCTION %[1]s_changed();
`, t.name, event.name, event.on, event.sees)
		}
		fmt.Fprintf(&sql, `CREATE OR REPLACE TRIGGER %[1]s_truncate AFTER TRUNCATE ON %[1]s
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();
`, t.name)
	}
	return sql.String()
}

// postgresFunction writes the function that tells of what a statement did to a
// table. Plans are kept for a whole session: without enable_nestloop = off one
// made for a single row would join 20,000 rows with each other, and compiling
// them, as jit may find worthwhile, takes longer than they ever run.
func postgresFunction(t contentTable) string {
	same := "n.id = o.id"
	if len(t.ends) > 0 {
		same += " AND NOT " + rowsDiffer("o", "n", t.ends)
	}
	updates := []string{
		postgresRows(t.updated("o", "n"), "old_rows o JOIN new_rows n ON "+same+"\n      WHERE "+t.changed("o", "n"), 1),
		postgresRows(t.deleted("o"), "old_rows o LEFT JOIN new_rows n ON "+same+"\n      WHERE n.id IS NULL", 2),
		postgresRows(t.inserted("n"), "new_rows n LEFT JOIN old_rows o ON "+same+"\n      WHERE o.id IS NULL", 3),
	}
	return fmt.Sprintf(`CREATE OR REPLACE FUNCTION %[1]s_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
%[2]s
  ELSIF TG_OP = 'DELETE' THEN
%[3]s
  ELSE
%[4]s
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
`, t.name,
		postgresInsert(t, postgresRows(t.inserted("n"), "new_rows n", 1)),
		postgresInsert(t, postgresRows(t.deleted("o"), "old_rows o", 1)),
		postgresInsert(t, strings.Join(updates, "\n      UNION ALL\n")))
}

// postgresInsert adds rows to the log, to be numbered at commit.
func postgresInsert(t contentTable, rows string) string {
	return fmt.Sprintf(`    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT '%s', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
%s
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;`, t.name, rows)
}

func postgresRows(row told, from string, turn int) string {
	return fmt.Sprintf("      SELECT %d, %s\n      FROM %s", turn, strings.Join(row.columns(), ",\n        "), from)
}

// postgresSupport is the part of PostgreSQL's kernel that knows no table of the
// content.
const postgresSupport = `-- The kernel of change: triggers that write the change log and number it.
-- Made from internal/store/kernel_tables.go by "pressgraph migrate diff".

-- The newest numbers, in one row.
CREATE TABLE IF NOT EXISTS content_version (
  id int NOT NULL PRIMARY KEY CHECK (id = 1),
  version bigint NOT NULL,
  public_version bigint NOT NULL,
  public_step bigint NOT NULL
);
INSERT INTO content_version VALUES (1, 0, 0, 0) ON CONFLICT DO NOTHING;

-- One row for each transaction under way that has written to the log. Its
-- trigger waits for the commit; no row is ever committed.
CREATE UNLOGGED TABLE IF NOT EXISTS touched (txid bigint NOT NULL PRIMARY KEY);

-- Whether this transaction loads so much that it is told of in one row.
CREATE OR REPLACE FUNCTION bulk_load() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('pressgraph.bulk', TRUE), '') = 'on'
$$;

-- Who this transaction works for. What a session has never set is null, what
-- another transaction of it has set is empty.
CREATE OR REPLACE FUNCTION who_changes(OUT at timestamptz, OUT actor text, OUT purpose text) LANGUAGE sql STABLE AS $$
  SELECT coalesce(nullif(current_setting('pressgraph.at', TRUE), '')::timestamptz, now()),
    coalesce(nullif(current_setting('pressgraph.actor', TRUE), ''), 'sql'),
    nullif(current_setting('pressgraph.purpose', TRUE), '')
$$;

-- Sees to it that the log is numbered at commit. It comes after the rows of the
-- log: with SET CONSTRAINTS … IMMEDIATE they are numbered at once.
CREATE OR REPLACE FUNCTION touch() RETURNS void LANGUAGE sql SET search_path FROM CURRENT AS $$
  INSERT INTO touched VALUES (txid_current()) ON CONFLICT DO NOTHING
$$;

-- Tells in one row that anything may have changed.
CREATE OR REPLACE FUNCTION everything_changed() RETURNS void LANGUAGE sql SET search_path FROM CURRENT AS $$
  INSERT INTO changes (entity, entity_id, action, derived, public_version, at, actor, purpose)
  SELECT '*', 0, 'UPDATED', TRUE, 0, w.at, w.actor, w.purpose FROM who_changes() w;
  SELECT touch()
$$;
CREATE OR REPLACE FUNCTION everything_truncated() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT bulk_load() THEN
    PERFORM everything_changed();
  END IF;
  RETURN NULL;
END
$$;

-- Numbers what this transaction has written to the log: rows of version 0 that
-- it can see are its own, for those of others are not committed yet. Until here
-- a public_version of 0 stands for a public row, -1 for one that is a step of
-- the readers' log. The lock on content_version lasts until the commit is done,
-- so that numbers become visible in their order.
CREATE OR REPLACE FUNCTION touched_commit() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  count_all bigint;
  count_public bigint;
  count_steps bigint;
  reached content_version;
BEGIN
  DELETE FROM touched WHERE txid = NEW.txid;
  SELECT count(*), count(c.public_version), count(*) FILTER (WHERE c.public_version = -1)
  INTO count_all, count_public, count_steps
  FROM changes c WHERE c.version = 0;
  IF count_all = 0 THEN -- Undone by a savepoint.
    RETURN NULL;
  END IF;
  UPDATE content_version v SET
    version = v.version + 1,
    public_version = v.public_version + CASE WHEN count_public > 0 THEN 1 ELSE 0 END,
    public_step = v.public_step + count_steps
  RETURNING v.* INTO reached;
  UPDATE changes c SET
    version = reached.version,
    public_version = CASE WHEN c.public_version IS NOT NULL THEN reached.public_version END,
    public_step = CASE WHEN c.public_version = -1 THEN reached.public_step - count_steps + own.place END
  FROM (
    SELECT p.id, row_number() OVER (PARTITION BY p.public_version ORDER BY p.id) AS place
    FROM changes p WHERE p.version = 0
  ) own
  WHERE own.id = c.id AND c.version = 0;
  PERFORM pg_notify('pressgraph', reached.version || ' ' || reached.public_version);
  RETURN NULL;
END
$$;
DROP TRIGGER IF EXISTS touched_commit ON touched;
CREATE CONSTRAINT TRIGGER touched_commit AFTER INSERT ON touched DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION touched_commit();
`
