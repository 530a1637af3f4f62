package changelog

import (
	"fmt"
	"strings"
)

// postgresKernel lists what numbers the changes at commit, and for every table
// one function with its triggers.
func postgresKernel(tables []contentTable) []Object {
	all := postgresSupport()
	for _, t := range tables {
		all = append(all, postgresTeller(t).object())
		for _, event := range []struct{ name, on, sees string }{
			{"insert", "INSERT", "NEW TABLE AS new_rows"},
			{"update", "UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"},
			{"delete", "DELETE", "OLD TABLE AS old_rows"},
		} {
			all = append(all, postgresTrigger(t.name, event.name, event.on, "REFERENCING "+event.sees+" ", t.name+"_changed"))
		}
		all = append(all, postgresTrigger(t.name, "truncate", "TRUNCATE", "", "everything_truncated"))
	}
	return all
}

func postgresTrigger(table, name, event, sees, function string) Object {
	name = table + "_" + name
	return Object{Kind: KindTrigger, Name: name, Table: table,
		Text: fmt.Sprintf("CREATE TRIGGER %s AFTER %s ON %s %sFOR EACH STATEMENT EXECUTE FUNCTION %s()", name, event, table, sees, function)}
}

// postgresFunction is a function that takes nothing, or only gives.
type postgresFunction struct {
	name, gives, returns, language string
	// traits are what is said of it beside, each in the words of PostgreSQL.
	traits []string
	body   string
}

// object writes the function as pg_get_functiondef does.
func (f postgresFunction) object() Object {
	traits := append([]string{"RETURNS " + f.returns, "LANGUAGE " + f.language}, f.traits...)
	return Object{Kind: KindFunction, Name: f.name, Text: fmt.Sprintf(
		"CREATE OR REPLACE FUNCTION %s(%s)\n %s\nAS $function$%s$function$",
		f.name, f.gives, strings.Join(traits, "\n "), f.body)}
}

// OwnSchema makes a function find our tables whatever its caller has set.
const OwnSchema = "SET search_path FROM CURRENT"

// plansForMany are the settings of functions over whole statements. Plans are
// kept for a whole session: without enable_nestloop = off one made for a single
// row would join 20,000 rows with each other, and compiling them, as jit may
// find worthwhile, takes longer than they ever run.
func plansForMany() []string {
	return []string{OwnSchema, "SET enable_nestloop TO 'off'", "SET jit TO 'off'"}
}

// postgresTeller tells of what a statement did to a table.
func postgresTeller(t contentTable) postgresFunction {
	same := "n.id = o.id"
	if len(t.ends) > 0 {
		same += " AND NOT " + rowsDiffer("o", "n", t.ends)
	}
	updates := []string{
		postgresRows(t.updated("o", "n"), "old_rows o JOIN new_rows n ON "+same+"\n      WHERE "+t.changed("o", "n"), 1),
		postgresRows(t.deleted("o"), "old_rows o LEFT JOIN new_rows n ON "+same+"\n      WHERE n.id IS NULL", 2),
		postgresRows(t.inserted("n"), "new_rows n LEFT JOIN old_rows o ON "+same+"\n      WHERE o.id IS NULL", 3),
	}
	return postgresFunction{name: t.name + "_changed", returns: "trigger", language: "plpgsql", traits: plansForMany(), body: fmt.Sprintf(`
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
%s
  ELSIF TG_OP = 'DELETE' THEN
%s
  ELSE
%s
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
`,
		postgresInsert(t, postgresRows(t.inserted("n"), "new_rows n", 1)),
		postgresInsert(t, postgresRows(t.deleted("o"), "old_rows o", 1)),
		postgresInsert(t, strings.Join(updates, "\n      UNION ALL\n")))}
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
func postgresSupport() []Object {
	own := []string{OwnSchema}
	return []Object{
		postgresFunction{name: "bulk_load", returns: "boolean", language: "sql", traits: []string{"STABLE"}, body: bulkLoad}.object(),
		postgresFunction{
			name: "who_changes", gives: "OUT at timestamp with time zone, OUT actor text, OUT purpose text",
			returns: "record", language: "sql", traits: []string{"STABLE"}, body: whoChanges,
		}.object(),
		postgresFunction{name: "touch", returns: "void", language: "sql", traits: own, body: touch}.object(),
		postgresFunction{name: "everything_changed", returns: "void", language: "sql", traits: own, body: everythingChanged}.object(),
		postgresFunction{name: "everything_truncated", returns: "trigger", language: "plpgsql", traits: own, body: everythingTruncated}.object(),
		postgresFunction{name: "touched_commit", returns: "trigger", language: "plpgsql", traits: plansForMany(), body: touchedCommit}.object(),
		{Kind: KindTrigger, Name: "touched_commit", Table: "touched", Text: "CREATE CONSTRAINT TRIGGER touched_commit AFTER INSERT ON touched" +
			" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION touched_commit()"},
	}
}

// bulkLoad says whether this transaction loads so much that it is told of in one
// row.
const bulkLoad = `
  SELECT coalesce(current_setting('pressgraph.bulk', TRUE), '') = 'on'
`

// whoChanges says who this transaction works for. What a session has never set is
// null, what another transaction of it has set is empty.
const whoChanges = `
  SELECT coalesce(nullif(current_setting('pressgraph.at', TRUE), '')::timestamptz, now()),
    coalesce(nullif(current_setting('pressgraph.actor', TRUE), ''), 'sql'),
    nullif(current_setting('pressgraph.purpose', TRUE), '')
`

// touch sees to it that the log is numbered at commit: the trigger of its row waits
// for that, and no row is ever committed. It comes after the rows of the log:
// with SET CONSTRAINTS … IMMEDIATE they are numbered at once.
const touch = `
  INSERT INTO touched VALUES (txid_current()) ON CONFLICT DO NOTHING
`

// everythingChanged tells in one row that anything may have changed.
const everythingChanged = `
  INSERT INTO changes (entity, entity_id, action, derived, public_version, at, actor, purpose)
  SELECT '*', 0, 'UPDATED', TRUE, 0, w.at, w.actor, w.purpose FROM who_changes() w;
  SELECT touch()
`

// everythingTruncated is for TRUNCATE, which tells of no rows.
const everythingTruncated = `
BEGIN
  IF NOT bulk_load() THEN
    PERFORM everything_changed();
  END IF;
  RETURN NULL;
END
`

// touchedCommit numbers what this transaction has written to the log: rows of version
// 0 that it can see are its own, for those of others are not committed yet. Until
// here a public_version of 0 stands for a public row, -1 for one that is a step of
// the readers' log. The lock on content_version lasts until the commit is done, so
// that numbers become visible in their order.
const touchedCommit = `
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
`
