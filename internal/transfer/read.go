package transfer

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"slices"

	"pressgraph/internal/derive"
	"pressgraph/internal/store"
)

// maxExportLine bounds the bytes of one row.
const maxExportLine = 256 << 20

// Verify reads an export to its end and returns how many rows of each
// table it holds. What is damaged, cut off or of another format is an error
// that tells the line.
func Verify(from io.Reader, progress derive.Progress) (map[string]int64, error) {
	in := newImporter(from, progress)
	if err := in.begin(); err != nil {
		return nil, err
	}
	layouts := map[string]store.Layout{}
	for {
		line, err := in.next()
		if errors.Is(err, io.EOF) {
			return in.counts, nil
		}
		if err == nil {
			err = checkRecord(layouts, line)
		}
		if err != nil {
			return nil, in.at(err)
		}
	}
}

// checkRecord refuses a row that has other columns than its table, or values
// that do not fit.
func checkRecord(layouts map[string]store.Layout, line exportLine) error {
	l, ok := layouts[line.Table]
	if !ok {
		var err error
		if l, err = store.LayoutOf(line.Table); err != nil {
			return err
		}
		layouts[line.Table] = l
	}
	if len(line.Row) != len(l.Columns) {
		return fmt.Errorf("a row of %s has %d columns, not %d", line.Table, len(l.Columns), len(line.Row))
	}
	for _, c := range l.Columns {
		raw, ok := line.Row[c.Name]
		if !ok {
			return fmt.Errorf("the column %s of %s is missing", c.Name, line.Table)
		}
		if _, err := l.Value(c.Name, raw); err != nil {
			return err
		}
	}
	return nil
}

// importer reads lines and sums them up.
type importer struct {
	from     *bufio.Reader
	sum      hash.Hash
	header   exportHeader
	counts   map[string]int64
	number   int
	place    int
	lastID   int64
	done     int64
	progress derive.Progress
}

func newImporter(from io.Reader, progress derive.Progress) *importer {
	counts := map[string]int64{}
	for _, table := range exportTables() {
		counts[table] = 0
	}
	return &importer{from: bufio.NewReaderSize(from, 1<<20), sum: sha256.New(), counts: counts, progress: progress}
}

func (in *importer) at(err error) error { return fmt.Errorf("line %d: %w", in.number, err) }

var (
	errNoExport = errors.New("this is no export of pressgraph")
	errCutOff   = errors.New("the export is cut off: its end is missing")
	errDamaged  = errors.New("the export is damaged: its sum is not what its end says")
)

func (in *importer) begin() error {
	line, err := in.line()
	if err != nil {
		return in.at(errNoExport)
	}
	in.sum.Write(line)
	if json.Unmarshal(line, &in.header) != nil || in.header.Pressgraph != exportName {
		return in.at(errNoExport)
	}
	if in.header.Format != exportFormat {
		return in.at(fmt.Errorf("the export has format %d, of which this program knows nothing", in.header.Format))
	}
	return nil
}

// line returns a whole line with its end.
func (in *importer) line() ([]byte, error) {
	in.number++
	var line []byte
	for {
		part, err := in.from.ReadSlice('\n')
		line = append(line, part...)
		if err == nil {
			return line, nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
		if len(line) > maxExportLine {
			return nil, fmt.Errorf("has more than %d bytes", maxExportLine)
		}
	}
}

// next returns the next row; io.EOF after the last, when all has proved right.
func (in *importer) next() (exportLine, error) {
	var both struct {
		exportLine
		exportFooter
	}
	line, err := in.line()
	if errors.Is(err, io.EOF) {
		return exportLine{}, errCutOff
	}
	if err != nil {
		return exportLine{}, err
	}
	if err := strictly(line, &both); err != nil {
		return exportLine{}, fmt.Errorf("%w (%w)", errUnread, err)
	}
	if both.End {
		return exportLine{}, in.end(both.exportFooter)
	}
	in.sum.Write(line)
	return both.exportLine, in.take(both.exportLine)
}

var errUnread = errors.New("the export is damaged: this line cannot be read")

func strictly(line []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// take counts a row, which must come in its order.
func (in *importer) take(line exportLine) error {
	place := slices.Index(exportTables(), line.Table)
	id := line.Row.ID()
	switch {
	case place < 0:
		return fmt.Errorf("there is no table %q", line.Table)
	case place < in.place:
		return fmt.Errorf("a row of %s comes too late", line.Table)
	case place == in.place && id <= in.lastID:
		return fmt.Errorf("the rows of %s are not in the order of their ids", line.Table)
	}
	in.place, in.lastID = place, id
	in.counts[line.Table]++
	in.done++
	in.progress.Tell(in.done, in.header.Rows)
	return nil
}

func (in *importer) end(footer exportFooter) error {
	if footer.SHA256 != hex.EncodeToString(in.sum.Sum(nil)) {
		return errDamaged
	}
	if !maps.Equal(footer.Counts, in.counts) || in.done != in.header.Rows {
		return errors.New("the export is damaged: it has other rows than its end says")
	}
	if _, err := in.from.ReadByte(); !errors.Is(err, io.EOF) {
		return errors.New("the export is damaged: something comes after its end")
	}
	return io.EOF
}
