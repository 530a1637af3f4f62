package ingest

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"pressgraph/internal/content"
	"pressgraph/internal/fault"
)

// seed is a real listing page of six press releases.
func seed(t testing.TB) string {
	t.Helper()
	raw, err := os.ReadFile("testdata/hkust-2025.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func mustRead(t *testing.T, text string) Document {
	t.Helper()
	doc, err := Read(strings.NewReader(text), FormatAuto, 0)
	if err != nil {
		t.Fatalf("Read(%.60q) = %v", text, err)
	}
	return doc
}

func encode(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	encoded, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func TestReadSeed(t *testing.T) {
	t.Parallel()
	doc := mustRead(t, seed(t))
	if len(doc.Problems) > 0 {
		t.Errorf("problems: %v", doc.Problems)
	}
	type row struct {
		Line      int
		Title     string
		Truncated bool
		Rank      int64
	}
	var got []row
	for _, item := range doc.Items {
		got = append(got, row{item.Line, item.Title, item.Truncated, item.Rank})
		if item.PublishedOn != "2025" || item.Kind != content.ReleaseKindPressRelease ||
			item.Category != "Press Releases" || item.Language != "en" || item.SourceURL != "" {
			t.Errorf("item at line %d = %+v", item.Line, item)
		}
		if cut := strings.HasSuffix(item.Summary, "an important initiativ"); cut != item.Truncated {
			t.Errorf("truncated = %v for %q", item.Truncated, item.Summary)
		}
	}
	want := []row{
		{4, "HKUST Signs Strategic Cooperation Agreement with Guangzhou Municipal Government", false, 6},
		{8, "HKUST Secures $30 Million Grant to Develop AI-Powered English Learning System", false, 5},
		{11, "HKUST Launches Low Altitude Economy Research Center", false, 4},
		{14, "HKUST Signs Framework Agreement with CSU.CAS", false, 3},
		{18, "HKUST Council Advisory Group Holds Inaugural Meeting to Steer Vision for Hong Kong’s Third Medical School", true, 2},
		{22, "HKUST Signs MoU with Microsoft Research Asia Fostering Collaboration in Future Medical Education and Research", false, 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

func TestReadKeepsTheItemsWhateverTheBytes(t *testing.T) {
	t.Parallel()
	le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	be := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	replace := func(old, by string) func(*testing.T, string) string {
		return func(_ *testing.T, s string) string { return strings.ReplaceAll(s, old, by) }
	}
	as := func(e encoding.Encoding, mark string) func(*testing.T, string) string {
		return func(t *testing.T, s string) string { return mark + encode(t, e, s) }
	}
	for name, vary := range map[string]func(*testing.T, string) string{
		"CR LF":                      replace("\n", "\r\n"),
		"CR":                         replace("\n", "\r"),
		"a byte order mark":          as(unicode.UTF8, "\ufeff"),
		"UTF-16LE with mark":         as(le, "\xff\xfe"),
		"UTF-16BE with mark":         as(be, "\xfe\xff"),
		"UTF-16LE without mark":      as(le, ""),
		"UTF-16BE without mark":      as(be, ""),
		"Windows-1252":               as(charmap.Windows1252, ""),
		"no-break spaces":            replace(" ", "\u00a0"),
		"trailing no-break spaces":   replace("\n", "\u00a0\n"),
		"zero-width spaces":          replace(" ", "\u200b \u200d"),
		"soft hyphens":               replace("n", "n\u00ad"),
		"control characters":         replace("Press", "Pr\x08ess"),
		"no blank lines":             replace("\n\n", "\n"),
		"extra blank lines":          replace("\n", "\n \n\t\n"),
		"capital categories":         replace("Press Releases\n", "PRESS RELEASES\n"),
		"singular categories":        replace("Press Releases\n", "Press release:\n"),
		"no heading":                 replace("Press Releases and Stories\n", ""),
		"another heading":            replace("Press Releases and Stories", "Stories & Press Releases"),
		"a Chinese heading and year": replace("Press Releases and Stories\n2025", "新聞稿及故事\n2025年"),
		"an end of line at the end":  func(_ *testing.T, s string) string { return s + "\n" },
		"blank lines in items":       replace("\nHKUST", "\n\nHKUST"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, got := mustRead(t, seed(t)), mustRead(t, vary(t, seed(t)))
			for _, doc := range []*Document{&want, &got} {
				for i := range doc.Items {
					doc.Items[i].Line, doc.Items[i].Category = 0, ""
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadChineseBytes(t *testing.T) {
	t.Parallel()
	hant := "新聞稿及故事\n2025\n新聞稿\n香港科技大學成立低空經濟研究中心\n香港科技大學今日宣布成立研究中心，推動國家發展。\n"
	hans := "新闻稿\n香港科技大学与广州市政府签署战略合作协议\n双方今日在广州签署协议，共同推动科技创新\n"
	for name, c := range map[string]struct{ raw, text string }{
		"Big5":                        {encode(t, traditionalchinese.Big5, hant), hant},
		"GB 18030":                    {encode(t, simplifiedchinese.GB18030, hans), hans},
		"UTF-16LE without mark":       {encode(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), hant), hant},
		"UTF-16BE without mark":       {encode(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), hans), hans},
		"UTF-8 as a matter of course": {hant, hant},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(mustRead(t, c.text), mustRead(t, c.raw)); diff != "" {
				t.Errorf("(-UTF-8 +%s):\n%s", name, diff)
			}
		})
	}
}

func TestReadTellsOfFlawedBytes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []Problem
		last string
	}{
		"a character cut off":         {"Story\nTitle\nÉté à Paris \xe6\x96", []Problem{{Message: flawCut}}, "Été à Paris"},
		"half a unit of UTF-16":       {"\xff\xfeS\x00t\x00o\x00r\x00y\x00\n\x00T\x00\n\x00a\x00b", []Problem{{Message: flawCut}}, "a"},
		"stray Windows-1252":          {"Story\nTitle\nÉté à Paris\x92s.", []Problem{{Message: flawMixed}}, "Été à Paris’s."},
		"Windows-1252 that may be so": {"Story\nTitle\nCaf\xe9 in 30\xb0C, \xc4rzte, \xc0 la carte.", nil, "Café in 30°C, Ärzte, À la carte."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := mustRead(t, c.text)
			if diff := cmp.Diff(c.want, doc.Problems); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if got := doc.Items[0].Summary; got != c.last {
				t.Errorf("summary = %q, want %q", got, c.last)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text   string
		format Format
		limit  int64
		reason Reason
		says   string
	}{
		"nothing":                 {"", FormatAuto, 0, ErrEmpty, "the text is empty"},
		"blank lines":             {"\ufeff \r\n\t\u00a0\u200b\n", FormatListing, 0, ErrEmpty, "the text is empty"},
		"a PNG image":             {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", FormatAuto, 0, ErrBinary, "the file is a PNG image, not text"},
		"a gzip file":             {"\x1f\x8b\x08\x00abc", FormatListing, 0, ErrBinary, "the file is compressed by gzip, not text"},
		"text with NUL":           {"Press Releases\n\x00\x00binary", FormatAuto, 0, ErrBinary, "the file is not text"},
		"random bytes":            {strings.Repeat("\x01\x02\x83\xf4Story\n\x05", 9), FormatAuto, 0, ErrBinary, "the file is not text"},
		"an HTML page":            {"<!DOCTYPE html>\n<html><body>\nStories\n</body></html>", FormatAuto, 0, ErrNotListing, "the text is an HTML page, not a listing of releases"},
		"HTML said to be a list":  {`<a href="https://example.org">x</a>`, FormatListing, 0, ErrNotListing, "the text is an HTML page, not a listing of releases"},
		"an RSS feed":             {"<?xml version='1.0'?>\n<rss version='2.0'></rss>", FormatAuto, 0, ErrNotListing, "the text is an RSS feed, not a listing of releases"},
		"an Atom feed":            {"<feed xmlns='http://www.w3.org/2005/Atom'></feed>", FormatAuto, 0, ErrNotListing, "the text is an Atom feed, not a listing of releases"},
		"XML of another kind":     {"<?xml version='1.0'?><a/>", FormatAuto, 0, ErrNotListing, "the text is JSON or XML, not a listing of releases"},
		"a JSON file":             {"{\n\"a\": 1\n}\n", FormatAuto, 0, ErrNotListing, "the text is JSON or XML, not a listing of releases"},
		"a JSON feed":             {`{"version": "https://jsonfeed.org/version/1.1"}`, FormatAuto, 0, ErrNotListing, "the text is a JSON feed, not a listing of releases"},
		"JSONL":                   {"{\"a\": 1}\n{\"a\": 2}\n", FormatAuto, 0, ErrNotListing, "the text is JSON, one object a line, not a listing of releases"},
		"prose":                   {"Dear all,\nour press releases are online.\n", FormatAuto, 0, ErrNotListing, "the text is not a listing of releases: no line of it is a category such as Press Releases, Stories, 新聞稿 or 故事"},
		"more than the limit":     {"Story\nTitle", FormatAuto, 10, ErrTooLarge, "the text is longer than the 10 bytes that are taken"},
		"more than the default":   {strings.Repeat("Story\n", int(DefaultLimit)/6+1), FormatAuto, 0, ErrTooLarge, "the text is longer than the 5242880 bytes that are taken"},
		"a format without reader": {"x", FormatRSS, 0, ErrFormat, "the format RSS cannot be read; the one that can is LISTING"},
		"an unknown format":       {"x", "XLS", 0, ErrFormat, `there is no format "XLS"; it is one of AUTO, LISTING, HTML, RSS, ATOM, JSON_FEED, JSONL`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, err := Read(strings.NewReader(c.text), c.format, c.limit)
			if !errors.Is(err, c.reason) || err.Error() != c.says {
				t.Fatalf("Read = %v, %v; want %q because of %q", doc, err, c.says, c.reason)
			}
			if faults := fault.All(err); len(faults) != 1 || faults[0].Message != c.says {
				t.Errorf("faults = %v, want one that says %q", faults, c.says)
			}
		})
	}
}

func TestReadTakesATextOfJustTheLimit(t *testing.T) {
	t.Parallel()
	const text = "Story\nTitle"
	doc, err := Read(strings.NewReader(text), FormatListing, int64(len(text)))
	if err != nil || len(doc.Items) != 1 {
		t.Errorf("Read = %v, %v; want one item", doc, err)
	}
}

func TestReadPassesOnTheErrorOfTheReader(t *testing.T) {
	t.Parallel()
	broken := io.MultiReader(strings.NewReader("Story\n"), iotest.ErrReader(io.ErrClosedPipe))
	_, err := Read(broken, FormatAuto, 0)
	var refused *Unreadable
	if !errors.Is(err, io.ErrClosedPipe) || errors.As(err, &refused) {
		t.Errorf("Read = %v, want %v", err, io.ErrClosedPipe)
	}
}
