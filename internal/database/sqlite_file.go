package database

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"pressgraph/internal/background"
)

// ErrMissing is a database that is not there and was not to be made.
var ErrMissing = errors.New("there is no database")

// sqliteFile is the file of an open database, with what lies beside it, as they
// were when it was opened. Whoever has them open goes on reading and writing
// when they are removed, moved or replaced, in a file that nobody will find
// again: so they are looked at before anything is read, and before and after
// anything is written. It may be used by many goroutines; nil watches nothing.
type sqliteFile struct {
	path  string
	known []knownFile
	// unchanging says that the file is read without regard to anybody who
	// changes it.
	unchanging bool
	// opened is when it was found, and looked how long after that all was there.
	opened time.Time
	looked atomic.Int64
}

// knownFile is a file by its name and by what it was.
type knownFile struct {
	path string
	was  fs.FileInfo
}

// findSQLite returns the file at a path, and makes it where there is none, unless
// it is not to. Only its owner may read it: it holds drafts, and the log and the
// index that SQLite keeps beside it are made like it.
func findSQLite(path string, existing bool) (*sqliteFile, error) {
	about, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if existing {
			return nil, fmt.Errorf("%w in %s", ErrMissing, path)
		}
		if err := makeSQLite(path); err != nil {
			return nil, err
		}
		about, err = os.Stat(path)
	}
	switch {
	case err != nil:
		return nil, plainPath(err)
	case about.IsDir():
		return nil, errors.New("it is a folder")
	case !about.Mode().IsRegular():
		return nil, errors.New("it is not a regular file")
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	return &sqliteFile{path: full, known: []knownFile{{full, about}}, opened: time.Now()}, nil
}

// makeSQLite makes an empty file, also where a link leads. What SQLite has left
// beside one that has gone is worth a human's look: SQLite would delete it.
func makeSQLite(path string) error {
	if _, err := os.Stat(path + walSuffix); err == nil {
		return fmt.Errorf("it is gone, but %s, with its last changes, is still there: put it back, or remove that as well", path+walSuffix)
	}
	flags := os.O_RDWR | os.O_CREATE | os.O_EXCL
	if _, err := os.Lstat(path); err == nil {
		flags &^= os.O_EXCL // A link that leads nowhere yet.
	}
	file, err := os.OpenFile(path, flags, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil // Another process was faster.
	}
	if err != nil {
		return plainPath(err)
	}
	return file.Close()
}

func plainPath(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

// What SQLite keeps beside its file while it is open.
const (
	walSuffix = "-wal"
	shmSuffix = "-shm"
)

// keep notes what lies beside the file once it is open, and how the file is
// then. SQLite follows links before it gives these their names.
func (f *sqliteFile) keep() error {
	now, err := f.known[0].same()
	if err != nil {
		return err
	}
	f.known[0].was = now
	followed, err := filepath.EvalSymlinks(f.path)
	if err != nil {
		return plainPath(err)
	}
	for _, suffix := range []string{walSuffix, shmSuffix} {
		about, err := os.Stat(followed + suffix)
		if errors.Is(err, fs.ErrNotExist) {
			continue // There is none where the log is not used.
		}
		if err != nil {
			return plainPath(err)
		}
		f.known = append(f.known, knownFile{followed + suffix, about})
	}
	return f.whole()
}

// unlogged reports that no changes wait beside the file, so that it alone is all.
func (f *sqliteFile) unlogged() bool {
	followed, err := filepath.EvalSymlinks(f.path)
	if err != nil {
		return false
	}
	about, err := os.Stat(followed + walSuffix)
	return errors.Is(err, fs.ErrNotExist) || err == nil && about.Size() == 0
}

// there returns a fault unless the file is where it was, and what it was.
func (f *sqliteFile) there() error {
	if f == nil {
		return nil
	}
	first := f.known[0]
	now, err := first.same()
	switch {
	case err != nil:
		return err
	case now.Size() == 0 && first.was.Size() > 0:
		return lostFile(fmt.Errorf("%s was emptied while it was open", first.path))
	case f.unchanging && (!f.unlogged() || now.Size() != first.was.Size() || !now.ModTime().Equal(first.was.ModTime())):
		return lostFile(fmt.Errorf("%s has changed, though it is read as a file that nobody can change", first.path))
	}
	return nil
}

// whole is there for the file and all that lies beside it.
func (f *sqliteFile) whole() error {
	if f == nil {
		return nil
	}
	for _, k := range f.known[1:] {
		if _, err := k.same(); err != nil {
			return err
		}
	}
	return f.there()
}

// glance is how long what lately has seen is taken for what is there.
const glance = 5 * time.Millisecond

// lately is whole for those who ask thousands of times a second and read nothing of
// the file: they may be told what was so a moment ago.
func (f *sqliteFile) lately() error {
	if f == nil {
		return nil
	}
	now := int64(time.Since(f.opened))
	if last := f.looked.Load(); last > 0 && now-last < int64(glance) {
		return nil
	}
	if err := f.whole(); err != nil {
		return err
	}
	f.looked.Store(now)
	return nil
}

// same returns the file as it is now, if it is the one that it was.
func (k knownFile) same() (fs.FileInfo, error) {
	now, err := os.Stat(k.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, lostFile(fmt.Errorf("%s was removed while it was open", k.path))
	case err != nil:
		return nil, lostFile(fmt.Errorf("%s cannot be found any more: %w", k.path, plainPath(err)))
	case !os.SameFile(now, k.was):
		return nil, lostFile(fmt.Errorf("%s was replaced while it was open; the server must be started again", k.path))
	}
	return now, nil
}

func lostFile(cause error) error { return &failure{fault: unreachable(), cause: cause} }

// watchInterval is how often a server looks after the file.
const watchInterval = time.Second

// WatchFile tells the log, until ctx ends, when SQLite's file is lost and when it
// is back; what asks for it finds out by itself.
func (db *DB) WatchFile(ctx context.Context) {
	lost := false
	for db.file != nil && ctx.Err() == nil {
		err := db.file.whole()
		switch {
		case err != nil && !lost:
			db.log.ErrorContext(ctx, "the database is lost, and nothing is read or written", "error", err)
		case err == nil && lost:
			db.log.InfoContext(ctx, "the database is back")
		}
		lost = err != nil
		background.Sleep(ctx, watchInterval)
	}
}

// There returns why the database is known to be gone: a file that is no longer
// what it was.
func (db *DB) There() error { return db.file.whole() }

// LatelyThere is There, or what that was up to 5 ms ago. Cost: looking at up to
// three files every 5 ms; nothing on PostgreSQL.
func (db *DB) LatelyThere() error { return db.file.lately() }

// ReadOnly reports whether the database can be read and not written.
func (db *DB) ReadOnly() bool { return db.readOnly }
