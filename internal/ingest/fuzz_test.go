package ingest

import (
	"strconv"
	"strings"
	"testing"

	"pressgraph/internal/content"
)

// FuzzRead looks for a panic, and for a line that is neither in an item nor in
// a problem.
func FuzzRead(f *testing.F) {
	f.Add([]byte(seed(f)))
	f.Add([]byte("\xff\xfeS\x00t\x00o\x00r\x00y\x00\n\x00T\x00\n\x00a\x00"))
	f.Add([]byte("x\n2025\nStory\n2025-01-15\nA\nhttp://a.example\n\nb\r\nc\rPress Release\n3025\n"))
	f.Add([]byte("新聞稿\n香港科技大學\n2025年2月30日\n成立。\n故事\n新聞稿及故事\n<https://b.example/é>\n"))
	f.Add([]byte("Story\nA\n2024\nStory\nA\n2024\nStory\na\nhttp://u@b\n1 May 2020\nb\n1 May 2021"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		doc, err := Read(strings.NewReader(string(raw)), FormatAuto, 1<<20)
		if err != nil {
			return
		}
		for i, item := range doc.Items {
			checkItem(t, item)
			if item.Rank != int64(len(doc.Items)-i) {
				t.Errorf("item %d of %d has rank %d", i, len(doc.Items), item.Rank)
			}
		}
		text, _, err := decode(raw)
		if err != nil {
			t.Fatalf("decode = %v, though Read was fine", err)
		}
		checkLines(t, text, doc.Items)
	})
}

// checkItem asserts that what an item holds is as it may be stored.
func checkItem(t *testing.T, item Item) {
	t.Helper()
	for _, text := range []string{item.Title, item.Category, item.Summary} {
		clean, err := content.CleanLine(text)
		if err != nil || clean != text {
			t.Errorf("%q is not clean: %q, %v", text, clean, err)
		}
	}
	if item.Title == "" || item.Kind == "" || item.Language == "" || item.Line < 1 {
		t.Errorf("incomplete item %+v", item)
	}
	if item.PublishedOn != "" {
		if _, err := content.ParsePartialDate(item.PublishedOn); err != nil {
			t.Errorf("publishedOn: %v", err)
		}
	}
}

// checkLines asserts that each line that is not blank is told of by a finding,
// is a heading or a year, or is part of the item it stands in.
func checkLines(t *testing.T, text string, items []Item) {
	t.Helper()
	l := listing{seen: map[string]int{}}
	l.read(text)
	told := map[int]bool{}
	for _, f := range l.all {
		for at := f.first.line; at <= f.last.line; at++ {
			told[at] = true
		}
	}
	next := 0
	for at, line := range lines(text) {
		for next < len(items) && items[next].Line <= at {
			next++
		}
		line = cleanLine(line)
		_, isYear := parseYear(line)
		switch {
		case line == "", told[at], isYear, isHeading(line):
		case next == 0:
			t.Errorf("line %d, %q, stands above all items and no problem tells of it", at, line)
		case !holds(items[next-1], line):
			t.Errorf("line %d, %q, is not in item %+v and no problem tells of it", at, line, items[next-1])
		}
	}
}

func holds(item Item, line string) bool {
	address, err := content.ParseURL(strings.Trim(line, "<>"))
	date, _ := parseDate(line)
	return line == item.Category || line == item.Title || strings.Contains(item.Summary, line) ||
		err == nil && address == item.SourceURL || date != "" && string(date) == item.PublishedOn
}

// FuzzParseDate looks for a panic and for dates that are in no calendar.
func FuzzParseDate(f *testing.F) {
	for _, line := range []string{"15 January 2025", "Jan 5th, 2025", "2025年1月15日", "2025-02-30", "2025/", "年"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		date, _ := parseDate(line)
		if date == "" {
			return
		}
		if _, err := content.ParsePartialDate(string(date)); err != nil {
			t.Errorf("parseDate(%q) = %q: %v", line, date, err)
		}
		if year, err := strconv.Atoi(string(date[:4])); err != nil || !inRange(year) {
			t.Errorf("parseDate(%q) = %q, which is out of range", line, date)
		}
	})
}
