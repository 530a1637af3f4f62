package ingest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
)

func TestListing(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", maxLine+1)
	for name, c := range map[string]struct {
		text string
		want Document
	}{
		"holds each year for the items below it": {
			"2025\nStories\nA\n2024\nPress Releases\nB\nStory\nC",
			Document{Items: []Item{
				{Line: 2, Title: "A", Kind: content.ReleaseKindStory, Category: "Stories", PublishedOn: "2025", Language: "en", Rank: 3},
				{Line: 5, Title: "B", Kind: content.ReleaseKindPressRelease, Category: "Press Releases", PublishedOn: "2024", Language: "en", Rank: 2},
				{Line: 7, Title: "C", Kind: content.ReleaseKindStory, Category: "Story", PublishedOn: "2024", Language: "en", Rank: 1},
			}},
		},
		"takes a headline with a full stop, and several paragraphs": {
			"Story\nIt works!\n\nOne.\nTwo\n\nthree.",
			Document{Items: []Item{story(1, "It works!", "One. Two three.")}},
		},
		"sets no space between Chinese lines": {
			"故事\n標題\n香港科技\n大學，\nHKUST。",
			Document{Items: []Item{{
				Line: 1, Title: "標題", Kind: content.ReleaseKindStory, Category: "故事", Summary: "香港科技大學， HKUST。", Language: "zh-Hant", Rank: 1,
			}}},
		},
		"takes date and address of the item": {
			"Story\n15 January 2025\nA\nhttps://Example.org/a\nText.",
			Document{Items: []Item{dated(located(story(1, "A", "Text."), "https://example.org/a"), "2025-01-15")}},
		},
		"takes the date below the headline, and an address below the teaser": {
			"2025\nStory\nA\nJan 15, 2025\nText.\n<http://example.org/a>",
			Document{Items: []Item{dated(located(story(2, "A", "Text."), "http://example.org/a"), "2025-01-15")}},
		},
		"tells of a date that is not of the year above": {
			"2025\nStory\nA\n2024-12-31\nText.",
			Document{
				Items:    []Item{dated(story(2, "A", "Text."), "2024-12-31")},
				Problems: []Problem{{Line: 4, Item: "A", Message: "the year above the item, 2025, was left out, as its date is 2024-12-31"}},
			},
		},
		"leaves out dates and addresses that do not fit": {
			"Story\n31 February 2025\nA\n2025-01-15\n2025-01-16\nhttp://a.example/1\nText.\n2025年1月17日\nhttp://a.example/2\nhttp://me:pw@a.example\n2025-01-15",
			Document{
				Items: []Item{dated(located(story(1, "A", "Text."), "http://a.example/1"), "2025-01-15")},
				Problems: []Problem{
					{Line: 2, Message: dateNotInTime},
					{Line: 5, Item: "A", Message: dateSecond},
					{Line: 8, Item: "A", Message: dateBelow},
					{Line: 9, Item: "A", Message: addressSecond},
					{Line: 10, Item: "A", Message: "the address must not contain a user name or password"},
				},
			},
		},
		"tells of lines outside all items": {
			"Home\n\nNews\nPress Releases and Stories\n2025\nAll\nStory\nA\n2024\nMore\nPress Releases and Stories\nFoot",
			Document{
				Items: []Item{dated(story(7, "A", ""), "2025")},
				Problems: []Problem{
					{Line: 1, Message: "lines 1 to 3: " + strayBefore},
					{Line: 6, Message: strayBefore},
					{Line: 10, Message: strayBetween},
					{Line: 12, Message: strayBetween},
				},
			},
		},
		"tells of categories without a headline": {
			"Stories\n\nPress Releases\nStory\nA\nStory\n2025-01-15\n\n",
			Document{
				Items: []Item{story(4, "A", "")},
				Problems: []Problem{
					{Line: 1, Message: "lines 1 to 3: " + headless},
					{Line: 6, Message: "lines 6 to 7: " + headless},
				},
			},
		},
		"takes a year below the category": {
			"2024\nStory\n2025\nA",
			Document{Items: []Item{dated(story(2, "A", ""), "2025")}},
		},
		"gives no year to items below one out of range": {
			"2025\nStory\nA\n2205\nStory\nB",
			Document{
				Items:    []Item{ranked(dated(story(2, "A", ""), "2025"), 2), story(5, "B", "")},
				Problems: []Problem{{Line: 4, Message: yearNotInTime}},
			},
		},
		"tells of an item that stands there twice": {
			"2025\nStory\nA b\nText.\nStory\nA  B\nOther.\n2024\nStory\nA b\nPress Release\nA b",
			Document{
				Items: []Item{
					ranked(dated(story(2, "A b", "Text."), "2025"), 3),
					ranked(dated(story(9, "A b", ""), "2024"), 2),
					{Line: 11, Title: "A b", Kind: content.ReleaseKindPressRelease, Category: "Press Release", PublishedOn: "2024", Language: "en", Rank: 1},
				},
				Problems: []Problem{{Line: 5, Item: "A B", Message: "lines 5 to 7: the item stands at line 2 already"}},
			},
		},
		"tells of lines that are too long": {
			long + "\nStory\nA\n" + long + "\nText.\nStory\n" + long + "\nText.",
			Document{
				Items: []Item{story(2, "A", "Text.")},
				Problems: []Problem{
					{Line: 1, Message: lineTooLong},
					{Line: 4, Item: "A", Message: lineTooLong},
					{Line: 6, Message: "lines 6 to 7: " + lineTooLong},
					{Line: 8, Message: strayBetween},
				},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, mustRead(t, c.text)); diff != "" {
				t.Errorf("Read(%.200q) (-want +got):\n%s", c.text, diff)
			}
		})
	}
}

func story(line int, title, summary string) Item {
	return Item{
		Line: line, Title: title, Kind: content.ReleaseKindStory, Category: "Story", Summary: summary, Language: "en", Rank: 1,
	}
}

func dated(item Item, date string) Item {
	item.PublishedOn = date
	return item
}

func located(item Item, address string) Item {
	item.SourceURL = address
	return item
}

func ranked(item Item, rank int64) Item {
	item.Rank = rank
	return item
}

func TestCategory(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]content.ReleaseKind{
		"Press Releases":  content.ReleaseKindPressRelease,
		"press release":   content.ReleaseKindPressRelease,
		"PRESS RELEASES:": content.ReleaseKindPressRelease,
		"新聞稿":             content.ReleaseKindPressRelease,
		"新闻稿：":            content.ReleaseKindPressRelease,
		"Stories":         content.ReleaseKindStory,
		"Story":           content.ReleaseKindStory,
		"故事":              content.ReleaseKindStory,
		"Storys":          "",
		"A story":         "",
	} {
		if got, ok := category(line); got != want || ok != (want != "") {
			t.Errorf("category(%q) = %q, %v, want %q", line, got, ok, want)
		}
	}
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"15 January 2025":            "2025-01-15",
		"15 JAN 2025":                "2025-01-15",
		"Jan 15, 2025":               "2025-01-15",
		"January 5th, 2025":          "2025-01-05",
		"Wednesday, 15 January 2025": "2025-01-15",
		"Wed 15 Jan. 2025":           "2025-01-15",
		"3 Sept 2025":                "2025-09-03",
		"2025-01-15":                 "2025-01-15",
		"2025/1/5":                   "2025-01-05",
		"2025.01.15":                 "2025-01-15",
		"2025年1月15日":                 "2025-01-15",
		"2025 年 1 月 15 日":            "2025-01-15",
		"２０２５年１月":                    "2025-01",
		"January 2025":               "2025-01",
		"2025-01":                    "2025-01",
		"29 February 2024":           "2024-02-29",
		"29 February 2025":           "in no calendar",
		"0 January 2025":             "in no calendar",
		"2025-13-01":                 "in no calendar",
		"2025年13月1日":                 "in no calendar",
		"15 January 1899":            "in no calendar",
		"15/01/2025":                 "no date",
		"2024-25":                    "no date",
		"2025":                       "no date",
		"2025.5":                     "no date",
		"Marathon 15 2025":           "no date",
		"15 Januar 2025":             "no date",
		"May the best win 2025":      "no date",
		"Jan 15 2025 Forum":          "no date",
		"2025-01-15 Forum":           "no date",
		"+2025-01-15":                "no date",
		"":                           "no date",
	} {
		date, ok := parseDate(line)
		got := string(date)
		switch {
		case !ok:
			got = "no date"
		case date == "":
			got = "in no calendar"
		}
		if got != want {
			t.Errorf("parseDate(%q) = %q, want %q", line, got, want)
		}
	}
}

func TestIsCutOff(t *testing.T) {
	t.Parallel()
	for teaser, want := range map[string]bool{
		"":                         false,
		"The end.":                 false,
		"Is it?":                   false,
		`He said "yes."`:           false,
		"He said ‘yes!’":           false,
		"A plan (LAE).":            false,
		"A plan (of the Economy.)": false,
		"大學今日宣布。":                  false,
		"大學說：「好」":                  false,
		"是嗎？":                      false,
		"an important initiativ":   true,
		"and so on...":             true,
		"and so on […]":            true,
		"and so “on…”":             true,
		"大學今日宣布……":                 true,
		"「大學今日…」":                  true,
		"a plan (LAE)":             true,
		`called "Beyond"`:          true,
		"one, two,":                true,
		"as follows:":              true,
	} {
		if got := isCutOff(teaser); got != want {
			t.Errorf("isCutOff(%q) = %v, want %v", teaser, got, want)
		}
	}
}

func TestGuessLanguage(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"HKUST Launches Center":                     "en",
		"Prof. LI Mo (李默) heads the center":         "en",
		"香港科技大學成立低空經濟研究中心":                          "zh-Hant",
		"香港科技大学成立低空经济研究中心":                          "zh-Hans",
		"港科大與Microsoft Research Asia簽署合作備忘錄":        "zh-Hant",
		"港科大与 Microsoft Research Asia 签署谅解备忘录，共同推动": "zh-Hans",
		"中文": "zh-Hant",
		"30": "en",
	} {
		if got := guessLanguage(text); got != want {
			t.Errorf("guessLanguage(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestScriptsAreTold(t *testing.T) {
	t.Parallel()
	hant, hans := []rune(traditional), []rune(simplified)
	if len(hant) != len(hans) {
		t.Fatalf("%d traditional characters for %d simplified ones", len(hant), len(hans))
	}
	if strings.ContainsAny(traditional, simplified) {
		t.Error("a character is in both tables")
	}
}

func BenchmarkListing(b *testing.B) {
	var text strings.Builder
	for i := 0; text.Len() < int(DefaultLimit)-1000; i++ {
		fmt.Fprintf(&text, "Press Releases\nHeadline number %d\n%s.\n\n", i, strings.Repeat("some words ", 20))
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if _, err := Read(strings.NewReader(text.String()), FormatAuto, 0); err != nil {
			b.Fatal(err)
		}
	}
}
