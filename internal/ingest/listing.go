package ingest

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"pressgraph/internal/content"
)

// maxLine is how many characters a line may have to be taken for text.
const maxLine = 10_000

// What is said of lines that are in no item.
const (
	strayBefore   = "stands above the first category line and is neither a heading nor a year"
	strayBetween  = "belongs to no item, as no category line stands above it"
	headless      = "the category has no headline below it"
	lineTooLong   = "the line is longer than 10,000 characters"
	yearNotInTime = "the year is not between 1900 and 2100; the items below it have none"
	dateNotInTime = "the date is in no calendar, or not between 1900 and 2100"
	dateSecond    = "the item has another date already"
	dateBelow     = "a date below the teaser may be of this item or of the next"
	addressSecond = "the item has another address already"
)

// zone is which part of a listing the next line is in.
type zone int

const (
	outside zone = iota // above the first item, or below a heading or a year
	header              // below a category, the headline still to come
	titled              // below a headline, the teaser still to come
	teaser              // below the first line of a teaser
)

// listing reads a listing page line by line:
//
//   - a heading ("Press Releases and Stories") ends the item above it;
//   - a year ends it too, and holds for the items below up to the next year;
//   - a category begins an item; its next line is the headline, the lines
//     below that, up to the next item, are the teaser;
//   - a date between category and teaser is the item's, an address anywhere in
//     the item likewise.
//
// Blank lines mean nothing.
type listing struct {
	findings
	items   []Item
	seen    map[string]int // line of the item, by what makes items the same
	zone    zone
	year    string
	now     place
	draft   draft
	started bool // a category line was seen
}

// draft is the item being read.
type draft struct {
	Item
	first, last place
	year        string
	date        content.PartialDate
	dateAt      place
	teaser      []string
}

// readListing reads a text in UTF-8.
func readListing(text string) (Document, error) {
	l := listing{seen: map[string]int{}}
	l.read(text)
	if !l.started {
		return Document{}, unreadable(ErrNotListing,
			"the text is not %s: no line of it is a category such as Press Releases, Stories, 新聞稿 or 故事", FormatListing.describe())
	}
	doc := Document{Items: l.items}
	for i := range doc.Items {
		doc.Items[i].Rank = int64(len(doc.Items) - i)
	}
	for _, f := range l.inOrder() {
		doc.Problems = append(doc.Problems, f.problem())
	}
	return doc, nil
}

func (l *listing) read(text string) {
	for at, line := range lines(text) {
		if line = cleanLine(line); line != "" {
			l.now = place{line: at, nth: l.now.nth + 1}
			l.line(line)
		}
	}
	l.finish()
}

// line reads one line that is not blank.
func (l *listing) line(text string) {
	if utf8.RuneCountInString(text) > maxLine {
		l.tooLong()
		return
	}
	if kind, ok := category(text); ok {
		l.finish()
		l.begin(text, kind)
		return
	}
	if isHeading(text) {
		l.finish()
		return
	}
	if year, ok := parseYear(text); ok {
		l.newYear(year)
		return
	}
	if l.zone == outside {
		l.stray()
		return
	}
	l.draft.last = l.now
	if !l.date(text) && !l.address(text) {
		l.text(text)
	}
}

// begin starts an item at its category line.
func (l *listing) begin(text string, kind content.ReleaseKind) {
	l.started = true
	l.zone = header
	l.draft = draft{first: l.now, last: l.now, year: l.year}
	l.draft.Line = l.now.line
	l.draft.Category = text
	l.draft.Kind = kind
}

// newYear takes a year for the items below it. Between category and headline
// it holds for that item already.
func (l *listing) newYear(year int) {
	l.year = strconv.Itoa(year)
	if !inRange(year) {
		l.year = ""
		l.add(finding{first: l.now, last: l.now, message: yearNotInTime})
	}
	if l.zone == header {
		l.draft.year = l.year
		return
	}
	l.finish()
}

// date takes a line that is a date alone; false says that it is none.
func (l *listing) date(text string) bool {
	date, ok := parseDate(text)
	switch {
	case !ok:
		return false
	case date == "":
		l.leaveOut(dateNotInTime)
	case date == l.draft.date:
		return true
	case l.zone == teaser:
		l.leaveOut(dateBelow)
	case l.draft.date == "":
		l.draft.date, l.draft.dateAt = date, l.now
	default:
		l.leaveOut(dateSecond)
	}
	return true
}

// address takes a line that is an address alone; false says that it is none.
func (l *listing) address(text string) bool {
	if !isAddress(text) {
		return false
	}
	address, err := content.ParseURL(strings.TrimSuffix(strings.TrimPrefix(text, "<"), ">"))
	switch {
	case err != nil:
		l.leaveOut("the address " + err.Error())
	case l.draft.SourceURL == "":
		l.draft.SourceURL = address
	case l.draft.SourceURL != address:
		l.leaveOut(addressSecond)
	}
	return true
}

// text takes a line as the headline, or else as the next of the teaser.
func (l *listing) text(text string) {
	if l.zone == header {
		l.draft.Title = text
		l.zone = titled
		return
	}
	l.draft.teaser = append(l.draft.teaser, text)
	l.zone = teaser
}

// tooLong leaves out a line. In the place of a headline it takes the item with
// it, or else the teaser would pass for the headline.
func (l *listing) tooLong() {
	at := finding{first: l.now, last: l.now, item: l.draft.Title, message: lineTooLong}
	switch l.zone {
	case outside:
		at.item = ""
	case header:
		at.first = l.draft.first
		l.zone = outside
	default:
		l.draft.last = l.now
	}
	l.add(at)
}

func (l *listing) stray() {
	message := strayBetween
	if !l.started {
		message = strayBefore
	}
	l.add(finding{first: l.now, last: l.now, message: message})
}

// leaveOut notes that the line is not taken into the item.
func (l *listing) leaveOut(message string) {
	l.add(finding{first: l.now, last: l.now, item: l.draft.Title, message: message})
}

// finish ends the item being read, if there is one, and keeps it unless it has
// no headline or stands in the text already.
func (l *listing) finish() {
	zone, d := l.zone, &l.draft
	l.zone = outside
	switch zone {
	case outside:
		return
	case header:
		l.add(finding{first: d.first, last: d.last, message: headless})
		return
	case titled, teaser:
	}
	d.complete()
	if line, twice := l.seen[d.sameness()]; twice {
		l.add(finding{first: d.first, last: d.last, item: d.Title, message: fmt.Sprintf("the item stands at line %d already", line)})
		return
	}
	l.seen[d.sameness()] = d.Line
	l.items = append(l.items, d.Item)
	if d.date != "" && d.year != "" && !strings.HasPrefix(string(d.date), d.year) {
		l.add(finding{first: d.dateAt, last: d.dateAt, item: d.Title,
			message: fmt.Sprintf("the year above the item, %s, was left out, as its date is %s", d.year, d.date)})
	}
}

// complete fills in what follows from all lines of the item.
func (d *draft) complete() {
	d.Summary = joinLines(d.teaser)
	d.Truncated = isCutOff(d.Summary)
	d.PublishedOn = string(d.date)
	if d.PublishedOn == "" {
		d.PublishedOn = d.year
	}
	d.Language = guessLanguage(d.Category + " " + d.Title + " " + d.Summary)
}

// sameness is equal for items that are one: the same headline but for case, on
// the same date, of the same kind, at the same address. A headline may come
// back each year, and a teaser may be cut elsewhere.
func (d *draft) sameness() string {
	return strings.Join([]string{string(content.Fold(d.Title)), d.PublishedOn, string(d.Kind), d.SourceURL}, "\n")
}

// category tells the kind of release that a category line stands for.
func category(line string) (content.ReleaseKind, bool) {
	if len(line) > 64 {
		return "", false
	}
	switch strings.TrimRight(strings.ToLower(norm.NFKC.String(line)), ": ") {
	case "press release", "press releases", "新聞稿", "新闻稿":
		return content.ReleaseKindPressRelease, true
	case "story", "stories", "故事":
		return content.ReleaseKindStory, true
	default:
		return "", false
	}
}

// isHeading reports whether a line is several categories in a row, as above a
// page of all of them.
func isHeading(line string) bool {
	if len(line) > 128 {
		return false
	}
	line = strings.ReplaceAll(strings.ToLower(line), " and ", "&")
	parts := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune("&/、及和與与", r) })
	for _, part := range parts {
		if _, ok := category(strings.TrimSpace(part)); !ok {
			return false
		}
	}
	return len(parts) > 1
}

// isAddress reports whether a line is a web address alone, perhaps in angle
// brackets, be it a good one or not.
func isAddress(line string) bool {
	line = strings.ToLower(strings.TrimPrefix(line, "<"))
	return (strings.HasPrefix(line, "https://") || strings.HasPrefix(line, "http://")) && !strings.Contains(line, " ")
}
