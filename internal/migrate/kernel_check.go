package migrate

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"slices"
	"strings"

	"pressgraph/internal/changelog"
	"pressgraph/internal/database"
)

// foundObject is what is in a database in the way of a Object.
type foundObject struct {
	changelog.Object
	// awake is false for a trigger that somebody has disabled.
	awake bool
}

// inSQLite asks for the triggers and views that there are.
const inSQLite = `SELECT type, name, CASE type WHEN 'trigger' THEN tbl_name ELSE '' END, sql, TRUE
	FROM sqlite_master WHERE type IN ('trigger', 'view')`

// inPostgreSQL asks for the triggers and functions that there are in the schema.
const inPostgreSQL = `
	SELECT 'trigger', t.tgname, c.relname, pg_get_triggerdef(t.oid, TRUE), t.tgenabled IN ('O', 'A')
	FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname = current_schema() AND NOT t.tgisinternal
	UNION ALL SELECT 'function', p.proname, '', pg_get_functiondef(p.oid), TRUE
	FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
	WHERE n.nspname = current_schema() AND p.prokind = 'f' AND p.pronargs = 0
	ORDER BY 1, 2, 3`

// KernelFaults compares the triggers and functions that the database has with
// those that it ought to have, and says what differs, a sentence each. A trigger
// of somebody else on a table of ours is told, too: what it does is not ours.
func KernelFaults(ctx context.Context, db *database.DB) ([]string, error) {
	engine := db.Engine()
	plan, err := ownBlueprint(engine)
	if err != nil {
		return nil, err
	}
	query := inSQLite
	if engine == database.PostgreSQL {
		query = inPostgreSQL
	}
	found, err := database.ScanAll(ctx, db, query, func(rows *sql.Rows) (o foundObject, err error) {
		err = rows.Scan(&o.Kind, &o.Name, &o.Table, &o.Text, &o.awake)
		if o.Kind == changelog.KindFunction {
			o.Text = plainFunction(o.Text)
		}
		return o, err
	})
	if err != nil {
		return nil, err
	}
	return kernelFaults(plan.kernel.objects(), found, plan.names()), nil
}

var (
	functionName = regexp.MustCompile(`^CREATE OR REPLACE FUNCTION (?:"[^"]*"|[^".(]+)\.`)
	functionPath = regexp.MustCompile(`(?m)^ SET search_path TO .*$`)
)

// plainFunction takes the name of the schema out of a function.
func plainFunction(text string) string {
	head, body, _ := strings.Cut(text, "\nAS ")
	head = functionName.ReplaceAllLiteralString(head, "CREATE OR REPLACE FUNCTION ")
	return functionPath.ReplaceAllLiteralString(head, " "+changelog.OwnSchema) + "\nAS " + strings.TrimRight(body, "\n")
}

// kernelFaults says how found differs from want; ours are the names of our tables.
func kernelFaults(want []changelog.Object, found []foundObject, ours []string) []string {
	var faults []string
	for _, o := range want {
		i := slices.IndexFunc(found, func(f foundObject) bool { return f.Same(o) })
		switch {
		case i < 0:
			faults = append(faults, o.String()+" is missing")
		case found[i].Text != o.Text:
			faults = append(faults, o.String()+" was changed")
		case !found[i].awake:
			faults = append(faults, o.String()+" is disabled")
		}
	}
	for _, f := range found {
		if f.Kind == changelog.KindTrigger && slices.Contains(ours, f.Table) && !slices.ContainsFunc(want, f.Same) {
			faults = append(faults, f.String()+" is not of pressgraph")
		}
	}
	return faults
}

// RenewKernel makes the triggers and functions anew, whatever there was of them.
func RenewKernel(ctx context.Context, tx *database.Tx) error {
	plan, err := ownBlueprint(tx.Engine())
	if err != nil {
		return err
	}
	if err := lockMigrations(ctx, tx, tx.Engine()); err != nil {
		return err
	}
	was, err := recordedObjects(ctx, tx)
	return errors.Join(err, plan.kernel.replace(ctx, tx, tx.Engine(), was))
}
