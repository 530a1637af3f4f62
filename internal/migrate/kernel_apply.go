package migrate

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"pressgraph/internal/changelog"
	"pressgraph/internal/database"
)

// kernelTable says which kernel a database has, in one row, and what it
// consists of.
const kernelTable = "schema_kernel"

// appliedKernel is the kernel that a database has; the zero value is none that
// it knows of.
type appliedKernel struct {
	number int
	digest string
	at     time.Time
}

// readKernel returns the kernel that is recorded, of a database with the table.
func readKernel(ctx context.Context, q database.Queries) (appliedKernel, error) {
	all, err := database.ScanAll(ctx, q, "SELECT number, digest, applied_at FROM "+kernelTable, func(rows *sql.Rows) (k appliedKernel, err error) {
		return k, rows.Scan(&k.number, &k.digest, &k.at)
	})
	if err != nil || len(all) == 0 {
		return appliedKernel{}, err
	}
	return all[0], nil
}

// recordedObjects returns what the kernel that is recorded consists of.
func recordedObjects(ctx context.Context, q database.Queries) ([]changelog.Object, error) {
	all, err := database.ScanAll(ctx, q, "SELECT objects FROM "+kernelTable, func(rows *sql.Rows) (text string, err error) {
		return text, rows.Scan(&text)
	})
	var objects []changelog.Object
	for line := range strings.Lines(strings.Join(all, "")) {
		words := append(strings.Fields(line), "", "", "")
		objects = append(objects, changelog.Object{Kind: words[0], Name: words[1], Table: words[2]})
	}
	return objects, err
}

// record writes down that tx has the kernel now.
func (k kernel) record(ctx context.Context, tx database.ExecQuerier) error {
	var objects strings.Builder
	for _, o := range k.objects() {
		fmt.Fprintln(&objects, o.Kind, o.Name, o.Table)
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM "+kernelTable); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO "+kernelTable+" (number, digest, objects, applied_at) VALUES ($1, $2, $3, $4)",
		k.number, k.digest, objects.String(), time.Now())
	return err
}

// silence takes the kernel, in whose place was is, out of the way of what is
// done to tables, and of what is written meanwhile. On SQLite it goes: no table
// can be changed that a trigger would stumble over. On PostgreSQL it stays, so
// that readers need not wait, and says nothing until tx ends.
func (k kernel) silence(ctx context.Context, tx database.ExecQuerier, engine database.Engine, was []changelog.Object) error {
	if engine == database.PostgreSQL {
		return changelog.BeginBulk(ctx, tx, engine)
	}
	return k.run(ctx, tx, dropSQLite(slices.Concat(was, k.objects())))
}

// replace puts the kernel in the place of the one that consists of was, and
// records it. One that has changed without a number of its own is refused.
func (k kernel) replace(ctx context.Context, tx database.ExecQuerier, engine database.Engine, was []changelog.Object) error {
	objects := k.objects()
	if kernelDigest(objects) != k.digest {
		return errKernelSum
	}
	statements := onPostgreSQL(was, objects)
	if engine == database.SQLite {
		statements = dropSQLite(slices.Concat(was, objects))
		for _, o := range objects {
			statements = append(statements, o.Text)
		}
	}
	if err := k.run(ctx, tx, statements); err != nil {
		return err
	}
	return k.record(ctx, tx)
}

// run runs statements in one go.
func (k kernel) run(ctx context.Context, tx database.ExecQuerier, statements []string) error {
	if _, err := tx.ExecContext(ctx, strings.Join(statements, ";\n")); err != nil {
		return fmt.Errorf("%s: %w", k, err)
	}
	return nil
}

// String names the kernel.
func (k kernel) String() string { return kernelName(k.number) }

func kernelName(number int) string { return fmt.Sprintf("kernel %d", number) }

// onPostgreSQL lists what makes a kernel of objects of the one that consists of
// was. What both have is replaced, for which readers need not wait.
func onPostgreSQL(was, objects []changelog.Object) []string {
	var all []string
	for _, kind := range []string{changelog.KindTrigger, changelog.KindFunction} { // A function goes after what calls it.
		for _, o := range was {
			if o.Kind == kind && !slices.ContainsFunc(objects, o.Same) {
				all = append(all, dropPostgreSQL(o))
			}
		}
	}
	for _, o := range objects {
		text, replaceable := replaceText(o)
		if !replaceable {
			all = append(all, dropPostgreSQL(o))
		}
		all = append(all, text)
	}
	return all
}

// replaceText returns what makes an object of PostgreSQL's kernel, and whether
// that may be there already: a trigger of constraints cannot be replaced, nor a
// function that returned something else.
func replaceText(o changelog.Object) (string, bool) {
	if o.Kind == changelog.KindFunction {
		return o.Text, strings.Contains(o.Text, "\n RETURNS trigger\n")
	}
	name, isPlain := strings.CutPrefix(o.Text, "CREATE TRIGGER ")
	if !isPlain {
		return o.Text, false
	}
	return "CREATE OR REPLACE TRIGGER " + name, true
}

func dropPostgreSQL(o changelog.Object) string {
	if o.Kind == changelog.KindTrigger {
		return "DROP TRIGGER IF EXISTS " + o.Name + " ON " + o.Table
	}
	return "DROP FUNCTION IF EXISTS " + o.Name + "()"
}

// dropSQLite takes objects out of a file. It comes before migrations: SQLite
// takes no change of a table that a trigger would stumble over.
func dropSQLite(objects []changelog.Object) []string {
	var all []string
	for _, o := range objects {
		all = append(all, fmt.Sprintf("DROP %s IF EXISTS %s", strings.ToUpper(o.Kind), o.Name))
	}
	return all
}
