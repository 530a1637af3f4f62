package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// asked is what a server has answered.
type asked struct {
	status int
	header http.Header
	body   string
}

// tell sends a document to /graphql, with a key if there is one.
func (p *process) tell(key, document string) asked {
	p.t.Helper()
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		p.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.address, bytes.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	return p.do(request)
}

// look asks for another address of the server.
func (p *process) look(path string) asked {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, strings.TrimSuffix(p.address, "/graphql")+path, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.do(request)
}

func (p *process) do(request *http.Request) asked {
	p.t.Helper()
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return asked{answer.StatusCode, answer.Header, string(body)}
}

// end stops the server as an operator does.
func (p *process) end() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Error(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("the server ended with %v: %s", err, p.log.String())
	}
}

// keyFor makes an editor's key in a new database.
func keyFor(t *testing.T, target database.Target) string {
	t.Helper()
	migrated(t, target)
	secret, _ := does(t, 0, "key", "create", "--name", "Ed", "--role", "editor", "--database", target.String())
	return strings.TrimSpace(secret)
}

const createTopic = `mutation { createTopic(input: {names: [{text: "Oceans"}]}) { topic { id } } }`

func TestServerThatLosesItsFile(t *testing.T) {
	t.Parallel()
	target := storetest.SQLite(t)
	key := keyFor(t, target)
	server := startProcess(t, target.String())
	if got := server.tell(key, createTopic); got.status != http.StatusOK || strings.Contains(got.body, "errors") {
		t.Fatalf("at first it answers %d %s", got.status, got.body)
	}
	if err := os.Remove(target.Path()); err != nil {
		t.Fatal(err)
	}
	for what, got := range map[string]asked{
		"a reader": server.tell("", "{ topics(first: 1) { totalCount } }"),
		"a change": server.tell(key, strings.Replace(createTopic, "Oceans", "Rivers", 1)),
		"a probe":  server.look("/readyz"),
	} {
		if got.status != http.StatusServiceUnavailable || strings.Contains(got.body, "data\"") || strings.Contains(got.body, target.Path()) {
			t.Errorf("%s is answered %d %s", what, got.status, got.body)
		}
		if what != "a probe" && (!strings.Contains(got.body, `"OVERLOADED"`) || got.header.Get("Retry-After") == "") {
			t.Errorf("%s is answered %v %s", what, got.header, got.body)
		}
	}
	if got := server.look("/healthz"); got.status != http.StatusOK {
		t.Errorf("it is not alive: %d %s", got.status, got.body)
	}
	time.Sleep(1500 * time.Millisecond) // The background has looked, too.
	server.end()
	if _, err := os.Stat(target.Path()); !os.IsNotExist(err) {
		t.Errorf("another file was made: %v", err)
	}
	if log := server.log.String(); !strings.Contains(log, "the database is lost") || !strings.Contains(log, target.Path()+" was removed") {
		t.Errorf("the log does not say so:\n%s", log)
	}
	if _, errs := does(t, 2, "serve", "--addr", "localhost:0", "--database", target.String()); !strings.Contains(errs, "it is gone, but") {
		t.Errorf("another start says %q", errs)
	}
	if _, err := os.Stat(target.Path()); !os.IsNotExist(err) {
		t.Errorf("another start has made a file: %v", err)
	}
}

func TestServerWithoutReadersOfItsLog(t *testing.T) {
	t.Parallel()
	target := storetest.SQLite(t)
	log, out := pipe(t), pipe(t)
	cmd := program("serve", "--database", target.String(), "--addr", "localhost:0", "--demo=false", "--log-level", "debug")
	cmd.Stderr, cmd.Stdout = log.write, out.write
	p := &process{t: t, cmd: cmd}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line := make([]byte, 1<<10)
	n, err := out.read.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	p.address = strings.Fields(string(line[:n]))[1]
	for _, end := range []*os.File{log.read, log.write, out.read, out.write} {
		if err := end.Close(); err != nil {
			t.Error(err)
		}
	}
	for range 3 {
		if got := p.tell("", "{ topics(first: 1) { totalCount } }"); got.status != http.StatusOK {
			t.Errorf("it answers %d %s", got.status, got.body)
		}
	}
	p.end()
}

type twoEnds struct{ read, write *os.File }

func pipe(t *testing.T) twoEnds {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	return twoEnds{read, write}
}

func TestSecretsAreNotLogged(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	target := storetest.SQLite(t)
	key := keyFor(t, target)
	p := &process{t: t, cmd: program("serve", "--database", target.String(), "--addr", "localhost:0", "--log-level", "debug")}
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	p.address = addressIn(t, out)
	upper := strings.ToUpper(key)
	for _, path := range []string{
		"/" + key, "/graphql/" + key, "/graphql?key=" + key, "/graphql?query=%7B__typename%7D&operationName=" + key, "/" + upper,
		"/%70%67%5F" + key[3:], "/explore/" + key + "/x", "/" + key[3:], "/%2570g_" + key[3:], "/assets/" + key + ".js", "/" + key[:40], "/a" + key + "b",
	} {
		p.look(path)
	}
	p.tell("", "query "+key+" { topics(first: 1) { totalCount } }")
	p.tell("", "{ "+key+" }")
	p.tell(key[:50], "{ viewer { name } }")
	p.end()
	_, errs := does(t, 2, "key", "revoke", key, "--database", target.String())
	log := p.log.String()
	if !strings.Contains(log, "path=/graphql") || strings.Count(log, "msg=answered") < 10 {
		t.Fatalf("nothing was logged:\n%s", log)
	}
	const shown = 11 // What anybody may see of a key, to know it by.
	for _, secret := range []string{key[shown : shown+12], strings.ToUpper(key[shown : shown+12])} {
		for line := range strings.SplitSeq(log, "\n") {
			if strings.Contains(line, secret) {
				t.Errorf("logged: %s", line)
			}
		}
		if strings.Contains(errs, secret) {
			t.Errorf("told: %s", errs)
		}
	}
	if !strings.Contains(log, key[:shown]+"…") {
		t.Errorf("the log does not tell which key it was:\n%s", log)
	}
}

func TestReadOnlyFileIsServed(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	for name, lock := range map[string]func(path string) error{
		"a file that cannot be written":   func(path string) error { return os.Chmod(path, 0o444) },
		"a folder that cannot be written": func(path string) error { return os.Chmod(filepath.Dir(path), 0o555) },
		"neither of which can be written": lockBoth,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := storetest.SQLite(t)
			key := keyFor(t, target)
			page := filepath.Join(t.TempDir(), "listing.txt")
			write(t, page, listing)
			does(t, 0, "import", page, "--publish", "--database", target.String())
			if err := lock(target.Path()); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(filepath.Dir(target.Path()), 0o755) })
			servedForReading(t, target, key)
		})
	}
}

func lockBoth(path string) error {
	if err := os.Chmod(path, 0o444); err != nil {
		return err
	}
	return os.Chmod(filepath.Dir(path), 0o555)
}

func servedForReading(t *testing.T, target database.Target, key string) {
	t.Helper()
	before, err := os.ReadFile(target.Path())
	if err != nil {
		t.Fatal(err)
	}
	p := startOrdinary(t, "serve", "--database", target.String(), "--addr", "localhost:0", "--log-level", "info")
	if got := p.tell("", "{ releases(first: 1) { totalCount nodes { title } } }"); got.status != http.StatusOK || !strings.Contains(got.body, "Acme and Duff") {
		t.Errorf("a reader is answered %d %s", got.status, got.body)
	}
	if got := p.look("/readyz"); got.status != http.StatusOK {
		t.Errorf("a probe is answered %d %s", got.status, got.body)
	}
	if got := p.tell(key, "{ viewer { name } }"); !strings.Contains(got.body, `"Ed"`) {
		t.Errorf("an editor is answered %d %s", got.status, got.body)
	}
	if got := p.tell(key, createTopic); !strings.Contains(got.body, `"OVERLOADED"`) || !strings.Contains(got.body, "can only be read") {
		t.Errorf("a change is answered %d %s", got.status, got.body)
	}
	time.Sleep(time.Second)
	p.end()
	if log := p.log.String(); strings.Contains(log, "level=ERROR") || strings.Count(log, "level=WARN") != 1 || !strings.Contains(log, "can only be read") {
		t.Errorf("the log:\n%s", log)
	}
	for _, args := range [][]string{{"check"}, {"export"}, {"key", "list"}, {"migrate", "status"}, {"migrate"}} {
		ordinary(t, 0, append(args, "--database", target.String())...)
	}
	for _, args := range [][]string{{"key", "create", "--name", "Al", "--role", "editor"}, {"reindex"}} {
		if told := ordinary(t, 2, append(args, "--database", target.String())...); !strings.Contains(told, "can only be read") {
			t.Errorf("%s says %q", strings.Join(args, " "), told)
		}
	}
	if after, err := os.ReadFile(target.Path()); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file has changed, %v", err)
	}
}

// startOrdinary is startProcess for a user to whom modes of files matter.
func startOrdinary(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: program(args...)}
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := withoutPrivileges(p.cmd.Start); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	p.address = addressIn(t, out)
	return p
}

// ordinary runs a command for such a user, which must end with code.
func ordinary(t *testing.T, code int, args ...string) string {
	t.Helper()
	cmd := program(args...)
	var told bytes.Buffer
	cmd.Stderr = &told
	if err := withoutPrivileges(cmd.Start); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // Its code says as much.
	if got := cmd.ProcessState.ExitCode(); got != code {
		t.Errorf("pressgraph %s ended with %d, want %d: %s", strings.Join(args, " "), got, code, told.String())
	}
	return told.String()
}

// pageOf returns where in the file the page of a small index begins.
func pageOf(t *testing.T, name, index string) (at int) {
	t.Helper()
	target, err := database.ParseTarget(name)
	if err != nil {
		t.Fatal(err)
	}
	db, err := database.Open(t.Context(), target, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = db.SQL().QueryRowContext(t.Context(), `SELECT (m.rootpage - 1) * p.page_size FROM sqlite_master m, pragma_page_size p
		WHERE m.name = $1`, index).Scan(&at)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return at
}

func TestCheckTellsDamageAndRepairsNothing(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	database, _ := filled(t)
	path := strings.TrimPrefix(database, "sqlite:")
	at := pageOf(t, database, "releases_grouped")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// The cells of an index begin where the header of its page says.
	for i := range 64 {
		text[at+8+i] ^= 0xff
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"check"}, {"check", "--repair"}} {
		out, errs := does(t, 1, append(args, "--database", database)...)
		if !strings.Contains(out, "damaged: ") || strings.Contains(out, "all is as it ought") || !strings.Contains(errs, "the database is damaged; go on with a copy") {
			t.Errorf("%s says %q and %q", strings.Join(args, " "), out, errs)
		}
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, text) {
		t.Errorf("the damaged file was changed, %v", err)
	}
}
