package ingest

import "pressgraph/internal/content"

// Item is one release as a reader found it in a text.
type Item struct {
	// Line is where the item begins in the text, counted from 1.
	Line  int
	Title string
	Kind  content.ReleaseKind
	// Category is the line above the item as it stood, "Press Releases".
	Category string
	// PublishedOn is as precise as the text tells: a year, a month or a day; empty if unknown.
	PublishedOn string
	Summary     string
	// Truncated is true where the teaser was cut off by its source.
	Truncated bool
	// Language is a BCP 47 tag guessed from the script: en, zh-Hant or zh-Hans.
	Language  string
	SourceURL string
	// Rank orders items of equal date: the greater is the newer; the top of a listing has the greatest.
	Rank int64
}

// Problem is something that was left out of an import, and why.
type Problem struct {
	// Line is where it stands in the text, counted from 1; 0 if it is about the whole.
	Line int `json:"line,omitempty"`
	// Item is the title concerned, if there is one.
	Item    string `json:"item,omitempty"`
	Message string `json:"message"`
}
