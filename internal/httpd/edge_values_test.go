package httpd_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"

	"pressgraph/graph/walk"
	"pressgraph/internal/content"
)

// edgeValues are, for each scalar of the schema, values at and beyond what it
// takes, and what a conversion moves over an edge.
func (e *edges) edgeValues() map[string][]any {
	return map[string][]any{
		"String": texts(), "Int": numbers(), "ID": e.identities(), "Time": instants(), "Date": dates(), "PartialDate": dates(),
		"Decimal": amounts(), "URL": addresses(), "Locale": locales(),
		"Float":       {0, 1, -1, 0.5, 1.0000000001, -1e-300, 1e308, json.Number("1e400"), json.Number("-0.0"), "0.5"},
		"Boolean":     {true, false, "true", 1, 0},
		"CountryCode": {"HK", "hk", "ZZ", "XX", "HKG", "H", "", " HK", "ＨＫ", "ıt", "ﬀ", "H\x00", "AD AE", " ", 5},
		"JSON":        {nil, true, map[string]any{"a": []any{1}}, []any{map[string]any{}}},
		"Cursor":      {"", "AAAA", "\x00", "=", strings.Repeat("A", 5000), "eyJhIjoxfQ", "ü", 5},
	}
}

// misfits fit no scalar or only few.
func misfits() []any {
	return []any{nil, true, -1, 0.5, "x", []any{}, []any{nil}, []any{"x"}, map[string]any{}, map[string]any{"x": 1}, []any{[]any{1}}, walk.Enum("X")}
}

func texts() []any {
	all := []any{
		"", " ", "\t", "a", "A b", "\x00", "a\x00b", "\x07", "\x7f", "\u0080", "\u2028", "\ufeff", "\ufeff\ufeff", "\u202egpj", "e\u0301", "\u0301", "ß", "İ", "ǆ",
		"\ufffd", "\uffff", "\U0010ffff", "%_\\", "'; DROP TABLE releases; --", "<script>alert(1)</script>", `"`, `"a`, "*", "a*", "-a", "a OR", "NEAR(a b)", "a AND NOT",
		"(", "長江", "hkust", "HKD", "hkd", "XXX", "ＨＫＤ", "en", "x-", "a-b", "a--b", "-", "٣", "1e5", "2021-02-30", "9999-12-31T23:59:59-05:00", "{}", "null",
		"# " + strings.Repeat("> ", 60) + "x", "[x](javascript:alert(1))", "2025\n\nA title\n", `{"title": "x", "publishedOn": "9999-12-31"}`,
		"00q4vv597", "https://ror.org/00q4vv597",
	}
	for _, n := range []int{64, 65, 120, 121, 256, 257, 300, 301, 500, 501, 2000, 2001, 20_000, 20_001} {
		all = append(all, strings.Repeat("a", n))
	}
	// What grows: composed, folded, sorted or spelt out.
	for _, unit := range []string{"\u0344", "\U0001d160", "\ufdfa", "\u0390", "ﬃ", "字", "😀", "\U000e0001", "e\u0301", "가", "\u0f77", "a ", "&"} {
		for _, n := range []int{100, 256, 300, 500} {
			all = append(all, strings.Repeat(unit, n/len([]rune(unit))))
		}
	}
	// No two characters alike, which no page of an index can compress.
	for _, from := range []rune{0x4e00, 0xac00, 0x20000, 0x1e00} {
		var b strings.Builder
		for i := range 300 {
			b.WriteRune(from + rune(i*7))
		}
		all = append(all, b.String())
	}
	return all
}

func numbers() []any {
	return []any{
		0, 1, -1, 2, 50, 100, 101, 1000, 1001, 10_000, 10_001, 2147483647, -2147483648, json.Number("2147483648"), json.Number("-2147483649"),
		json.Number("9223372036854775807"), json.Number("9223372036854775808"), json.Number("1e400"), json.Number("1.0"), 1.5, "1", 9999, 1048576, 1048577,
	}
}

func instants() []any {
	return []any{
		"2026-03-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:59-05:00",
		"9999-12-31T16:00:00Z", "9999-12-31T15:59:59.9999999Z", "9999-12-31T23:59:59+08:00", "9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59+23:59",
		"10000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01", "0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00-23:59",
		"0000-12-31T23:59:59Z", "0000-12-31T23:59:59-01:00", "-001-01-01T00:00:00Z", "2262-04-11T23:47:16.854775808Z", "1677-09-21T00:12:43Z",
		"2038-01-19T03:14:08Z", "2026-03-01T00:00:00+24:00", "2026-03-01T00:00:00+14:00", "2026-03-01T00:00:00-24:00", "2026-03-01T00:00:00+23:60",
		"2026-06-30T23:59:60Z", "2026-02-29T00:00:00Z", "2028-02-29T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01", "2026-03-01T00:00:00", "",
		"2026-03-01T00:00:00.0000000001Z", "2026-03-01T00:00:00." + strings.Repeat("9", 400) + "Z", "\x00", "now", 1772323200, "2026-03-01 00:00:00+00",
	}
}

func dates() []any {
	return []any{
		"2025", "2025-06", "2025-06-15", "0000", "0001", "9999", "0001-01", "0001-01-01", "0001-01-02", "9999-12", "9999-12-31", "9999-12-30", "10000", "0000-01-01",
		"2023-02-29", "2024-02-29", "1900-02-29", "2025-00", "2025-13", "2025-01-00", "2025-01-32", "2025-1-1", "-001", "+999", "２０２５", "２", "٢٠٢٥",
		"", " 2025", "2025 ", "2025-", "2025-06-15T00:00:00Z", "\x00", "1582-10-10", 2025, "1e3", "0x10",
	}
}

func amounts() []any {
	return []any{
		"0", "0.0", "0.0001", "0.00001", "1", "30000000.00", "1000000000000", "1000000000000.0", "1000000000000.0001", "1000000000001", "922337203685477.5807", "922337203685477.5808", "999999999999.9999",
		"922337203685477.5807", "922337203685477.5808", "9223372036854775807", "9223372036854775808", "-1", "-0", "+1", "1e3", "1E3", "", " ", ".5", "5.", ".", "1.2.3",
		"1,000", "٣", "１", "0x10", "NaN", "Infinity", strings.Repeat("0", 400) + "1", strings.Repeat("9", 400), "0." + strings.Repeat("0", 400), 5, 0.5, "1_000", "\x00",
	}
}

func addresses() []any {
	all := []any{
		"https://x/", "HTTPS://X.example/Path", "http://", "https://", "javascript:alert(1)", "ftp://x/", "//x/", "x", "", " https://x/ ", "https://x/\x00", "https://x/%00",
		"https://x/%zz", "https://x/a b", "https://x/\n", "https://u:p@x/", "https://u@x/", "https://[::1]/", "https://[::1", "https://[::1%25eth0]/", "https://x:0/", "https://x:65535/",
		"https://x:65536/", "https://x:/", "https://x:a/", "https://例え.jp/", "https://x/\"><script>", "https://x/?q=\"><", "https://x/#\"><", "https://x/\u202e", "https://x\\y/",
		"https://x/?" + strings.Repeat("%", 30), "https://x/\xff", "https://ﷺ/", "https://x?é", 5,
	}
	for _, unit := range []string{"a", "é", "字", "\"", " ", "%20"} {
		for _, n := range []int{300, 2037, 2038, 2039} {
			all = append(all, "https://x/"+strings.Repeat(unit, n/len(unit)), "https://x/?"+strings.Repeat(unit, n/len(unit)))
		}
	}
	return all
}

func locales() []any {
	return []any{
		"en", "EN", "zh-Hant", "zh-hant-hk", "zh-TW", "pt-BR", "und", "und-Latn", "x-private", "i-klingon", "art-lojban", "en_US", "en-u-ca-gregory", "en-a-bbb-x-a-ccc", "mul", "zxx", "qaa",
		"root", "", " ", "\x00", "e", "eng", "xxxxxxxxx", "en-" + strings.Repeat("a", 62), "en-x-" + strings.Repeat("a1234567-", 6) + "a", "en-x-" + strings.Repeat("a1234567-", 7) + "a", "ｅｎ", "e\u0301n", "en--us", "-", "sr-Latn-RS-ekavsk",
		"de-1996-1996", "en-u-ca", "en-t-fr", "cmn", "zh-cmn-Hans", "iw", "no", "sh", "C", 5,
	}
}

// identities are ids of all kinds, and what looks like one.
func (e *edges) identities() []any {
	all := []any{"", "x", "\x00", 5, 0, -1, json.Number("9223372036854775808"), strings.Repeat("A", 5000), "AAAAAAAAAAAA", "============", "____________", "ü"}
	for t := content.NodeRelease; t <= content.NodeAPIKey+1; t++ {
		real := e.id(t)
		all = append(all, real, real+"=", real[:11], strings.ToLower(real), content.GlobalID(t, 1), content.GlobalID(t, 1<<63-1), content.GlobalID(t, 0), content.GlobalID(t, -1))
	}
	return all
}

// hostile returns what is put at a place, one value after the other.
func (e *edges) hostile(p walk.Place) []any {
	var all []any
	switch {
	case p.Input:
		all = append(all, map[string]any{}, map[string]any{"nothing": 1}, map[string]any{"__typename": p.Type}, "x", 5, []any{map[string]any{}})
	case len(p.Enum) > 0:
		for _, name := range p.Enum {
			all = append(all, walk.Enum(name))
		}
		all = append(all, walk.Enum(strings.ToLower(p.Enum[0])), walk.Enum("NOTHING"), p.Enum[0], 0, "")
	default:
		all = append(all, e.values[p.Type]...)
	}
	if p.List {
		for i, value := range all {
			all[i] = []any{value}
		}
		if len(all) > 1 {
			all = append(all, many(all[0], 2), many(all[1], 51), many(all[0], 101), many(all[0], 1001))
		}
	}
	return append(all, misfits()...)
}

func many(list any, n int) any {
	one, _ := list.([]any)
	all := make([]any, 0, n)
	for range n {
		all = append(all, one...)
	}
	return all
}

// Value implements walk.Source: it is what else an operation needs, and right.
func (e *edges) Value(scalar string, path []string, _ bool, random *rand.Rand) any {
	last := path[len(path)-1]
	switch scalar {
	case "ID":
		e.node = nodeAt(path)
		e.at = e.number(e.node)
		return content.GlobalID(e.node, e.at)
	case "Int":
		if strings.HasSuffix(last, "(version)") {
			return e.versionOf()
		}
		return 1
	case "Locale":
		return "en"
	case "Decimal":
		return "12.50"
	case "URL":
		return "https://example.org/"
	case "Time":
		return "2030-01-01T00:00:00Z"
	case "Date", "PartialDate":
		return "2025"
	}
	switch {
	case strings.HasSuffix(last, ".currency"):
		return "HKD"
	case strings.HasSuffix(last, ".quote"):
		return "Title"
	}
	e.words++
	return "Title " + string(rune('a'+random.IntN(26))) + strings.Repeat("x", e.words%7) + " " + json.Number(itoa(e.words)).String()
}
