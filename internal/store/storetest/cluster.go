package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"pressgraph/internal/database"
)

// errMissing says that this machine has no PostgreSQL to start.
var errMissing = errors.New("PostgreSQL is not installed here: no initdb in PATH, in /usr/lib/postgresql/*/bin or where pg_config points")

const startLimit = time.Minute

// cluster is a running PostgreSQL of our own.
type cluster struct {
	folder string
	admin  *database.DB
	// guard runs the server until its input, which we hold, is closed: by us,
	// or by the end of this process, however it ends.
	guard *exec.Cmd
	leash io.WriteCloser
}

// guardScript starts the server, again for each line of its input, and removes
// everything when that ends. The server has nothing worth a slow shutdown.
const guardScript = `
programs=$1 folder=$2
shift 2
start() {
	"$programs/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c max_connections=200 \
		-c shared_buffers=32MB -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
		-c autovacuum=off -c max_wal_size=256MB "$@" >>"$folder/log" 2>&1 &
	server=$!
}
start "$@"
while read -r again; do
	wait $server
	start "$@"
done
kill -QUIT $server
wait $server
rm -rf "$folder"
`

// startCluster makes a cluster and waits until it answers. Its settings win over
// those of the guard.
func startCluster(settings ...string) (_ *cluster, err error) {
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	identity, err := unprivileged()
	if err != nil {
		return nil, err
	}
	c := new(cluster)
	if c.folder, err = makeFolder(identity); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.stop())
		}
	}()
	initialise := exec.Command(filepath.Join(programs, "initdb"), "--pgdata", filepath.Join(c.folder, "data"),
		"--username", "pressgraph", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions")
	initialise.Dir = c.folder
	initialise.SysProcAttr = &syscall.SysProcAttr{Credential: identity}
	if output, err := initialise.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, output)
	}
	if err := c.start(programs, identity, settings); err != nil {
		return nil, err
	}
	return c, c.await()
}

func (c *cluster) start(programs string, identity *syscall.Credential, settings []string) error {
	args := []string{"-c", guardScript, "sh", programs, c.folder}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	c.guard = exec.Command("/bin/sh", args...)
	c.guard.Dir = c.folder
	// A session of its own: an interrupt from the terminal reaches it through
	// its input only.
	c.guard.SysProcAttr = &syscall.SysProcAttr{Credential: identity, Setsid: true}
	leash, err := c.guard.StdinPipe()
	if err != nil {
		return err
	}
	c.leash = leash
	if err := c.guard.Start(); err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	return nil
}

// await returns once the server answers.
func (c *cluster) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	target, err := c.target("postgres")
	if err != nil {
		return err
	}
	for {
		c.admin, err = database.Open(ctx, target, database.Options{Statements: -1})
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			log, _ := os.ReadFile(filepath.Join(c.folder, "log")) // only to tell why
			return fmt.Errorf("PostgreSQL does not answer: %w\n%s", err, log)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (c *cluster) target(name string) (database.Target, error) {
	return database.ParseTarget("postgres://pressgraph@/" + name + "?host=" + c.folder)
}

// stop ends the server and removes what it kept.
func (c *cluster) stop() error {
	var errs []error
	if c.admin != nil {
		errs = append(errs, c.admin.Close())
	}
	if c.guard != nil && c.guard.Process != nil {
		errs = append(errs, c.leash.Close(), c.guard.Wait())
	}
	return errors.Join(append(errs, os.RemoveAll(c.folder))...)
}

func (c *cluster) run(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	_, err := c.admin.SQL().ExecContext(ctx, statement)
	return err
}

// makeFolder returns a new folder that identity owns, and nobody else enters.
func makeFolder(identity *syscall.Credential) (string, error) {
	parent := os.TempDir()
	if len(parent) > 60 {
		// The path of a socket has room for some hundred bytes.
		parent = "/tmp"
	}
	folder, err := os.MkdirTemp(parent, "pressgraph-postgres-")
	if err != nil || identity == nil {
		return folder, err
	}
	return folder, os.Chown(folder, int(identity.Uid), int(identity.Gid))
}

// unprivileged returns whom to run as: nil, ourselves, unless we are root, whom
// initdb refuses.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(found.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(found.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")
}

// findPrograms returns the folder of initdb and postgres, the newest if there
// are several.
func findPrograms() (string, error) {
	var folders []string
	if path, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			folders = append(folders, filepath.Dir(real))
		}
	}
	packaged, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is well-formed
	slices.SortFunc(packaged, func(a, b string) int { return release(b) - release(a) })
	folders = append(folders, packaged...)
	if output, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		folders = append(folders, strings.TrimSpace(string(output)))
	}
	for _, folder := range folders {
		_, err1 := os.Stat(filepath.Join(folder, "initdb"))
		_, err2 := os.Stat(filepath.Join(folder, "postgres"))
		if err1 == nil && err2 == nil {
			return folder, nil
		}
	}
	return "", errMissing
}

// release returns 15 for /usr/lib/postgresql/15/bin.
func release(folder string) int {
	number, _ := strconv.Atoi(filepath.Base(filepath.Dir(folder))) // others count as 0
	return number
}
