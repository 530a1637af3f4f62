package transfer_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db/migrate"
	"pressgraph/internal/transfer"
)

func TestExportCoversEveryTable(t *testing.T) {
	t.Parallel()
	var want []string
	for _, table := range migrate.Tables {
		want = append(want, table.Name)
	}
	got := slices.Sorted(slices.Values(transfer.ExportTables()))
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tables (-stored +exported):\n%s", diff)
	}
}

func TestVerifyExport(t *testing.T) {
	t.Parallel()
	const header = `{"pressgraph":"export","format":1,"rows":1,"version":0,"publicVersion":0,"publicStep":0}` + "\n"
	cases := map[string]struct{ file, want string }{
		"another file":          {`{"type":"partner"}` + "\n", "no export"},
		"nothing":               {"", "no export"},
		"a later format":        {strings.Replace(header, `"format":1`, `"format":9`, 1), "format 9"},
		"cut off":               {header, "line 2: the export is cut off"},
		"an unknown table":      {header + `{"row":{"id":1},"table":"x"}` + "\n", `line 2: there is no table "x"`},
		"a row without columns": {header + `{"row":{"id":1},"table":"meta"}` + "\n", "line 2: a row of meta has 3 columns, not 1"},
		"a value that is none":  {header + `{"row":{"id":1,"key":null,"value":"v"},"table":"meta"}` + "\n", "column key: must not be null"},
		"no JSON":               {header + "{\n", "line 2: the export is damaged"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := transfer.Verify(bytes.NewReader([]byte(c.file)), nil); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("VerifyExport = %v, want %q", err, c.want)
			}
		})
	}
}
