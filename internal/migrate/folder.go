package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	atlas "ariga.io/atlas/sql/migrate"

	"pressgraph/internal/database"
	"pressgraph/migrations"
)

// migration is one file of a folder of migrations.
type migration struct {
	name string
	// hash stands for the file and for all before it.
	hash string
	text string
}

// record writes down that tx has the migration since a time.
func (m migration) record(ctx context.Context, tx database.ExecQuerier, at time.Time) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO "+database.MigrationsTable+" (name, hash, applied_at) VALUES ($1, $2, $3)", m.name, m.hash, at)
	return err
}

func embeddedMigrations(engine database.Engine) ([]migration, error) {
	files, err := migrations.Of(string(engine))
	if err != nil {
		return nil, err
	}
	return readMigrations(files)
}

// readMigrations returns what the folder holds, in order. A folder that its
// atlas.sum does not agree with is refused.
func readMigrations(files fs.FS) ([]migration, error) {
	folder := migrationFolder{files}
	if err := atlas.Validate(folder); err != nil {
		return nil, fmt.Errorf("the migrations of this program are damaged, they do not match their atlas.sum: %w", err)
	}
	found, err := folder.Files()
	if err != nil {
		return nil, err
	}
	sums, err := folder.Checksum()
	if err != nil {
		return nil, err
	}
	all := make([]migration, len(found))
	for i, file := range found {
		all[i] = migration{name: file.Name(), hash: sums[i].H, text: string(file.Bytes())}
	}
	return all, nil
}

// migrationFolder shows a read-only file system to Atlas.
type migrationFolder struct{ fs.FS }

var _ atlas.Dir = migrationFolder{}

// Files returns the migrations by name.
func (f migrationFolder) Files() ([]atlas.File, error) {
	names, err := fs.Glob(f, "*.sql")
	if err != nil {
		return nil, err
	}
	files := make([]atlas.File, len(names))
	for i, name := range names {
		text, err := fs.ReadFile(f, name)
		if err != nil {
			return nil, err
		}
		files[i] = atlas.NewLocalFile(name, text)
	}
	return files, nil
}

// Checksum returns the sums as they should be.
func (f migrationFolder) Checksum() (atlas.HashFile, error) {
	files, err := f.Files()
	if err != nil {
		return nil, err
	}
	return atlas.NewHashFile(files)
}

// WriteFile refuses: what is embedded stays as it is.
func (f migrationFolder) WriteFile(string, []byte) error {
	return errors.New("the embedded migrations cannot be written")
}
