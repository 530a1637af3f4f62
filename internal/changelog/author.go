package changelog

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"pressgraph/internal/database"
)

// The kernel of change.
//
// Triggers alone write the table changes, so that a row changed by foreign SQL
// counts as well; their texts are made from contentTables. Each committed
// transaction has a content version of its own, in the order of the commits,
// with at least one change; a public version beside it moves where readers
// could notice something. (On SQLite each row that foreign SQL changes has its
// own version: nothing there knows where its transaction ends.)
//
// A change is told as follows.
//
//   - action is what readers are told where the row becomes visible to them
//     (PUBLISHED for a release, CREATED for another node, LINKED for a relation)
//     or ceases to be (UNPUBLISHED, UNLINKED), and what the editors did
//     otherwise: CREATED, UPDATED, DELETED, LINKED, UNLINKED. Parts of a node
//     or relation (names, identifiers, evidence, former slugs) are UPDATED
//     whatever became of them; a new correction is CORRECTED, a new merge MERGED.
//   - public_version is set where readers could notice the change: the row was
//     or is visible and something differs that they are shown, or that orders,
//     counts or filters what they are shown. For names, identifiers and
//     corrections the node's visibility counts.
//   - public_step is set where the change is a step of the readers' log: a node
//     or relation that comes, goes or was edited by somebody; a new public
//     correction or merge. Steps are numbered without gaps.
//   - derived is set where the change is no step of the editors' log: only
//     computed columns changed, or it is part of a node whose own row tells.
//   - subject_id and object_id are the two ends of a relation, the owner of a
//     name or identifier, the release of evidence, corrections, revisions and
//     suggestions (with the relation that the evidence is for), the survivor and
//     the duplicate of a merge; and of a node what it hung from (a release's
//     publisher, else the parent) before and after.
//   - A relation that is moved to another end is told as two changes, UNLINKED
//     there and LINKED here. An update that changes nothing is not told.
//   - An entity "*" says that anything may have changed: a bulk load, TRUNCATE.

// Author says on whose behalf a transaction writes.
type Author struct {
	// Actor is a key's name or a command; needed.
	Actor string
	// Purpose is the use case; empty for none.
	Purpose string
	// At is the instant that its changes are told to have happened at; zero is
	// the time of the transaction.
	At time.Time
}

// Begin tells the triggers on whose behalf tx writes from here on. What
// CommitVersion does not end, a rollback does.
func Begin(ctx context.Context, tx database.ExecQuerier, engine database.Engine, who Author) error {
	if who.Actor == "" {
		return errNoActor
	}
	if engine == database.PostgreSQL {
		var at string
		if !who.At.IsZero() {
			at = database.StoredTime(who.At).Format(time.RFC3339Nano)
		}
		_, err := tx.ExecContext(ctx, `SELECT set_config('pressgraph.actor', $1, TRUE),
			set_config('pressgraph.purpose', $2, TRUE), set_config('pressgraph.at', $3, TRUE)`, who.Actor, who.Purpose, at)
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE change_context SET actor = $1, purpose = $2, at = $3,
		version = NULL, public_version = NULL, bulk = FALSE`,
		who.Actor, sql.NullString{String: who.Purpose, Valid: who.Purpose != ""}, sql.NullTime{Time: who.At, Valid: !who.At.IsZero()})
	return err
}

// BeginNow is Begin at the time that it is, which it returns.
func BeginNow(ctx context.Context, tx *database.Tx, db *database.DB, who Author) (time.Time, error) {
	if !db.TellsTime() {
		who.At = db.Now()
		return who.At, Begin(ctx, tx, db.Engine(), who)
	}
	if who.Actor == "" {
		return time.Time{}, errNoActor
	}
	var told time.Time
	rows := func(row database.Row) error {
		var ignored any
		return row.Scan(&told, &ignored, &ignored, &ignored)
	}
	err := db.HearTime(ctx, func() (time.Time, error) {
		err := database.QueryEach(ctx, tx, `SELECT at, set_config('pressgraph.actor', $1, TRUE), set_config('pressgraph.purpose', $2, TRUE),
			set_config('pressgraph.at', at::text, TRUE) FROM clock_timestamp() AS at`, []any{who.Actor, who.Purpose}, rows)
		return told, err
	})
	if err != nil {
		return time.Time{}, err
	}
	return database.StoredTime(told), nil
}

// errNoActor is our own mistake: whoever writes says on whose behalf.
var errNoActor = errors.New("a change needs an actor")

// CommitVersion ends the context and returns the versions that tx will have
// once it is committed: its own if it has changed anything, else the newest
// ones. Nothing may be written between it and the commit, which should follow
// at once: other writers wait for it.
func CommitVersion(ctx context.Context, tx database.ExecQuerier, engine database.Engine) (version, public int64, err error) {
	finish := `UPDATE change_context SET actor = NULL, purpose = NULL, at = NULL,
		version = NULL, public_version = NULL, bulk = FALSE`
	if engine == database.PostgreSQL {
		finish = "SET CONSTRAINTS touched_commit IMMEDIATE; SET CONSTRAINTS touched_commit DEFERRED"
	}
	if _, err := tx.ExecContext(ctx, finish); err != nil {
		return 0, 0, err
	}
	return ReadVersions(ctx, tx)
}

// ReadVersions returns the newest content version and public version that q sees.
func ReadVersions(ctx context.Context, q database.Queries) (version, public int64, err error) {
	err = database.ReadRow(ctx, q, "SELECT version, public_version FROM content_version", &version, &public)
	return version, public, err
}

// versionsNow is ReadVersions, and hears the time of the database by the way.
func versionsNow(ctx context.Context, db *database.DB) (version, public int64, err error) {
	if !db.TellsTime() {
		return ReadVersions(ctx, db)
	}
	err = db.HearTime(ctx, func() (told time.Time, err error) {
		err = database.ReadRow(ctx, db, "SELECT version, public_version, clock_timestamp() FROM content_version", &version, &public, &told)
		return told, err
	})
	return version, public, err
}

// BeginBulk keeps the triggers silent for the rest of tx, until BulkChanged.
func BeginBulk(ctx context.Context, tx database.ExecQuerier, engine database.Engine) error {
	query := "UPDATE change_context SET bulk = TRUE"
	if engine == database.PostgreSQL {
		query = "SELECT set_config('pressgraph.bulk', 'on', TRUE)"
	}
	_, err := tx.ExecContext(ctx, query)
	return err
}

// BulkChanged ends BeginBulk and tells in one public change of the entity "*"
// that anything may have changed.
func BulkChanged(ctx context.Context, tx database.ExecQuerier, engine database.Engine) error {
	queries := []string{
		"UPDATE change_context SET bulk = FALSE",
		"INSERT INTO change_sink SELECT '*', 0, NULL, NULL, 'UPDATED', TRUE, TRUE, FALSE",
	}
	if engine == database.PostgreSQL {
		queries = []string{"SELECT set_config('pressgraph.bulk', '', TRUE)", "SELECT everything_changed()"}
	}
	for _, query := range queries {
		if _, err := tx.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	return nil
}
