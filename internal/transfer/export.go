package transfer

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/store"

	"entgo.io/ent/schema/field"
)

// An export is everything that a database holds, as lines of JSON, the same for
// both engines to the byte:
//
//   - first a header: {"pressgraph":"export","format":1,"rows":…,"version":…,…},
//     with the numbers that the change log has reached;
//   - then every row: {"row":{…every column…},"table":"partners"}, tables in an
//     order in which none comes before what it refers to, rows by their ids;
//     times are UTC, bytes base64, ids the database's own;
//   - last a footer: {"counts":{…},"end":true,"sha256":…}, the hash being that of
//     all bytes before it.
const (
	exportName   = "export"
	exportFormat = 1
)

// exportTables are the tables of an export, none before what it refers to, but
// for parents, which are of the same table.
func exportTables() []string {
	return []string{
		"meta", "api_keys", "import_runs",
		"topics", "topic_names", "partners", "partner_names", "identifiers", "distinctions",
		"initiatives", "initiative_names", "initiative_topics",
		"releases", "release_topics", "corrections", "revisions",
		"mentions", "announcements", "participations", "evidence",
		"suggestions", "former_slugs", "merges", "changes",
	}
}

type exportHeader struct {
	Pressgraph    string `json:"pressgraph"`
	Format        int    `json:"format"`
	Rows          int64  `json:"rows"`
	Version       int64  `json:"version"`
	PublicVersion int64  `json:"publicVersion"`
	PublicStep    int64  `json:"publicStep"`
}

type exportLine struct {
	Row   store.Record `json:"row"`
	Table string       `json:"table"`
}

type exportFooter struct {
	Counts map[string]int64 `json:"counts"`
	End    bool             `json:"end"`
	SHA256 string           `json:"sha256"`
}

// Export writes everything that the database holds, as it stands in one moment,
// and returns how many rows of each table. Its memory does not grow with it.
func Export(ctx context.Context, s *store.Store, to io.Writer, progress derive.Progress) (_ map[string]int64, err error) {
	conn, err := s.DB().BeginRead(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Rollback()) }()
	out := &exporter{buffer: bufio.NewWriterSize(to, 1<<20), sum: sha256.New(), counts: map[string]int64{}, progress: progress}
	if err := out.begin(ctx, conn); err != nil {
		return nil, err
	}
	for _, table := range exportTables() {
		if err := out.table(ctx, conn, table); err != nil {
			return nil, fmt.Errorf("export %s: %w", table, err)
		}
	}
	return out.counts, out.end()
}

// exporter writes lines and sums them up.
type exporter struct {
	buffer   *bufio.Writer
	sum      hash.Hash
	counts   map[string]int64
	done, of int64
	progress derive.Progress
}

func (x *exporter) line(value any) error {
	text, err := store.Compact(value)
	if err != nil {
		return err
	}
	text = append(text, '\n')
	x.sum.Write(text)
	_, err = x.buffer.Write(text)
	return err
}

func (x *exporter) begin(ctx context.Context, conn *database.Tx) error {
	header := exportHeader{Pressgraph: exportName, Format: exportFormat}
	scan := func(row database.Row) error {
		return row.Scan(&header.Version, &header.PublicVersion, &header.PublicStep)
	}
	if err := database.QueryEach(ctx, conn, "SELECT version, public_version, public_step FROM content_version", nil, scan); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	for _, table := range exportTables() {
		var count int64
		err := database.QueryEach(ctx, conn, "SELECT count(*) FROM "+table, nil, func(row database.Row) error { return row.Scan(&count) })
		if err != nil {
			return fmt.Errorf("export %s: %w", table, err)
		}
		header.Rows += count
	}
	x.of = header.Rows
	return x.line(header)
}

func (x *exporter) table(ctx context.Context, conn *database.Tx, table string) error {
	layout, err := store.LayoutOf(table)
	if err != nil {
		return err
	}
	x.counts[table] = 0
	return database.QueryEach(ctx, conn, "SELECT "+layout.List()+" FROM "+table+" ORDER BY id", nil, func(row database.Row) error {
		record, err := layout.Scan(row)
		if err != nil {
			return err
		}
		for _, c := range layout.Columns {
			if c.Type == field.TypeJSON {
				record[c.Name] = store.Canonical(record[c.Name])
			}
		}
		x.counts[table]++
		x.done++
		x.progress.Tell(x.done, x.of)
		return x.line(exportLine{Row: record, Table: table})
	})
}

func (x *exporter) end() error {
	sum := hex.EncodeToString(x.sum.Sum(nil))
	if err := x.line(exportFooter{Counts: x.counts, End: true, SHA256: sum}); err != nil {
		return err
	}
	return x.buffer.Flush()
}

// IsExport tells from the beginning of a file whether it is an export, whole or not.
func IsExport(beginning []byte) bool {
	var header exportHeader
	decoder := json.NewDecoder(bytes.NewReader(beginning))
	return decoder.Decode(&header) == nil && header.Pressgraph == exportName
}
