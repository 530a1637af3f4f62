package storetest

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"

	"pressgraph/internal/database"
)

// Cluster is a PostgreSQL for a program that measures, with one empty database.
// It ends with the program at the latest.
type Cluster struct {
	cluster *cluster
	target  database.Target
}

// StartCluster starts one with settings of its own, such as shared_buffers=1GB,
// beside those that tests have.
func StartCluster(settings ...string) (*Cluster, error) {
	c, err := startCluster(settings...)
	if err != nil {
		return nil, err
	}
	target, err := c.target("bench")
	if err == nil {
		err = c.run("CREATE DATABASE bench TEMPLATE template0")
	}
	if err != nil {
		_ = c.stop() // What went wrong first is told.
		return nil, err
	}
	return &Cluster{c, target}, nil
}

// Target names the database.
func (c *Cluster) Target() database.Target { return c.target }

// Stop ends the server and removes what it kept.
func (c *Cluster) Stop() error { return c.cluster.stop() }

// Postmaster returns the version of the PostgreSQL that has target, and its first
// process, which has all others as children; 0 where it is not on this machine.
func Postmaster(ctx context.Context, target database.Target) (version string, first int, err error) {
	db, err := database.Open(ctx, target, database.Options{Statements: -1})
	if err != nil {
		return "", 0, err
	}
	defer func() { _ = db.Close() }() // It has only read.
	var ours int
	var near bool
	query := `SELECT current_setting('server_version'), pg_backend_pid(),
		inet_server_addr() IS NULL OR inet_server_addr() <<= '127.0.0.0/8' OR inet_server_addr() = '::1'`
	if err := db.SQL().QueryRowContext(ctx, query).Scan(&version, &ours, &near); err != nil {
		return "", 0, fmt.Errorf("ask for PostgreSQL's process: %w", err)
	}
	if near {
		first = parentOf(ours)
	}
	version, _, _ = strings.Cut(version, " ")
	return version, first, nil
}

// parentOf returns the process that has started a session of PostgreSQL, or 0
// where there is no such session in sight, as that of a container.
func parentOf(session int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", session))
	if err != nil || !strings.HasPrefix(string(status), "Name:\tpostgres\n") {
		return 0
	}
	_, behind, _ := strings.Cut(string(status), "\nPPid:\t")
	line, _, _ := strings.Cut(behind, "\n")
	parent, _ := strconv.Atoi(line) // What is no number is no process.
	return parent
}
