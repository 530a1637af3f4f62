package query

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"entgo.io/ent/dialect"
	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/access"
	"pressgraph/internal/fault"
)

func kinds() []Kind { return []Kind{Releases, Partners, Initiatives, Topics, Participations} }

// parsed reads a filter of releases as a client wrote it.
func parsed(t testing.TB, text string) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var given map[string]any
	if err := decoder.Decode(&given); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	whole(given)
	return given
}

// whole makes numbers what the API makes of them before a filter is read.
func whole(value any) any {
	switch v := value.(type) {
	case json.Number:
		n, err := v.Int64()
		if err != nil {
			return v.String()
		}
		return n
	case map[string]any:
		for name := range v {
			v[name] = whole(v[name])
		}
	case []any:
		for i := range v {
			v[i] = whole(v[i])
		}
	}
	return value
}

// nestedIn returns a filter with so many others around it.
func nestedIn(depth int) string {
	return strings.Repeat(`{"not":`, depth-1) + "{}" + strings.Repeat("}", depth-1)
}

func manyOf(n int, of string) string { return strings.TrimSuffix(strings.Repeat(of+",", n), ",") }

func TestNewFilterKeepsItsBounds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, given string
		code        fault.Code
	}{
		{"an empty filter", `{}`, ""},
		{"empty filters everywhere", `{"and":[{}],"or":[{}],"not":{},"partners":{"some":{},"every":{},"none":{}},"title":{},"publishedOn":{}}`, ""},
		{"empty lists everywhere", `{"and":[],"or":[],"slug":{"in":[],"notIn":[]},"publishedOn":{"precision":[]}}`, ""},
		{"as deep as may be", nestedIn(MaxFilterDepth), ""},
		{"too deep", nestedIn(MaxFilterDepth + 1), fault.CodeLimitExceeded},
		{"200 deep", nestedIn(200), fault.CodeLimitExceeded},
		{"5,000 deep", nestedIn(5_000), fault.CodeLimitExceeded},
		{"as many conditions as may be", `{"or":[` + manyOf((MaxConditions-1)/3, `{"year":{"eq":1}}`) + `]}`, ""},
		{"too many conditions", `{"or":[` + manyOf((MaxConditions-1)/3+1, `{"year":{"eq":1}}`) + `]}`, fault.CodeLimitExceeded},
		{"too many empty filters", `{"or":[` + manyOf(100_000, `{}`) + `]}`, fault.CodeLimitExceeded},
		{"as many values as may be", `{"slug":{"in":[` + manyOf(MaxValues, `"a"`) + `]}}`, ""},
		{"too many values", `{"slug":{"in":[` + manyOf(MaxValues+1, `"a"`) + `]}}`, fault.CodeLimitExceeded},
		{"too many complaints", `{"id":{"in":[` + manyOf(10_000, `"x"`) + `]}}`, fault.CodeLimitExceeded},
		{"null in a comparison", `{"slug":{"eq":null}}`, fault.CodeBadInput},
		{"null in a list", `{"slug":{"in":["a",null]}}`, fault.CodeBadInput},
		{"nulls elsewhere are as left out", `{"and":null,"or":null,"not":null,"slug":null,"partners":null}`, ""},
		{"a number where a date is", `{"publishedOn":{"eq":2024}}`, fault.CodeBadInput},
		{"a text where a number is", `{"year":{"eq":"2024"}}`, fault.CodeBadInput},
		{"bytes that are no text", "{\"slug\":{\"eq\":\"\\u0000\"}}", fault.CodeBadInput},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := NewFilter(Releases, "where", parsed(t, c.given))
			if c.code == "" && err != nil || c.code != "" && !fault.Is(err, c.code) {
				t.Errorf("NewFilter: %v, want %q", err, c.code)
			}
		})
	}
}

func TestFilterOfGroupsNestsNoDeeper(t *testing.T) {
	t.Parallel()
	cells := []map[string]any{{"year": 1}, {"kind": 2}}
	for _, c := range []struct{ list, want string }{
		{`{}`, `{"and":[{"year":1},{"kind":2}]}`},
		{`{"slug":{"eq":"a"}}`, `{"and":[{"year":1},{"kind":2}],"slug":{"eq":"a"}}`},
		{`{"and":[{"not":{}}]}`, `{"and":[{"not":{}},{"year":1},{"kind":2}]}`},
		{`{"and":{"not":{}}}`, `{"and":[{"not":{}},{"year":1},{"kind":2}]}`},
		{`{"and":null,"or":[]}`, `{"and":[{"year":1},{"kind":2}],"or":[]}`},
	} {
		given := parsed(t, c.list)
		got, err := json.Marshal(cellsJoin(given, cells))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != c.want {
			t.Errorf("cellsJoin(%s) = %s, want %s", c.list, got, c.want)
		}
		if diff := cmp.Diff(parsed(t, c.list), given); diff != "" {
			t.Errorf("cellsJoin changed %s (-want +got):\n%s", c.list, diff)
		}
	}
	if got := cellsJoin(nil, cells[:1]); !cmp.Equal(got, cells[0]) {
		t.Errorf("cellsJoin of one cell = %v, want %v", got, cells[0])
	}
}

// FuzzNewFilter demands that any JSON is a filter or a complaint, and that
// filters make statements.
func FuzzNewFilter(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"and":[{"year":{"gte":2020}}],"not":{"slug":{"in":["a"]}}}`, `{"publishedOn":{"eq":"2024-02","precision":["DAY"]}}`,
		`{"partners":{"every":{"name":{"contains":"É","ne":"ß"}},"none":{"country":{"isNull":true}}}}`,
		`{"funding":{"gt":"0.5"},"currency":{"startsWith":"H"},"roles":["LEAD"],"partner":{"parent":{}}}`,
		`{"publishedAt":{"lt":"2025-01-15T08:00:00Z"}}`, `{"id":{"notIn":[1,"x",null,{}]}}`, `{"or":{"or":[[],1]}}`,
	} {
		f.Add(uint8(0), []byte(seed))
	}
	f.Fuzz(func(t *testing.T, which uint8, text []byte) {
		decoder := json.NewDecoder(strings.NewReader(string(text)))
		decoder.UseNumber()
		var given map[string]any
		if decoder.Decode(&given) != nil {
			return
		}
		whole(given)
		kind := kinds()[int(which)%len(kinds())]
		list := all("fuzzed", kind)
		page, err := NewPage(list, access.Public, nil, Args{Where: given})
		if err != nil {
			if fmt.Sprint(err) == "" {
				t.Error("an error without words")
			}
			return
		}
		for _, engine := range []string{dialect.SQLite, dialect.Postgres} {
			if s := page.Count(engine, nil); strings.Count(s.SQL, "(") != strings.Count(s.SQL, ")") {
				t.Errorf("%s makes a broken statement: %s", text, s.SQL)
			}
		}
	})
}
