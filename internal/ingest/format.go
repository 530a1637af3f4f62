package ingest

import (
	"encoding/json"
	"strings"
)

// Format is the shape of a text to import, as in the API's ImportFormat. Its
// zero value is as FormatAuto.
type Format string

// The values of Format.
const (
	FormatAuto     Format = "AUTO"
	FormatListing  Format = "LISTING"
	FormatHTML     Format = "HTML"
	FormatRSS      Format = "RSS"
	FormatAtom     Format = "ATOM"
	FormatJSONFeed Format = "JSON_FEED"
	FormatJSONL    Format = "JSONL"
)

// formatOther is data in a shape that no Format stands for, such as a JSON
// file that is no feed.
const formatOther Format = "OTHER"

// Values lists every Format, in the order of the API.
func (Format) Values() []string {
	return []string{"AUTO", "LISTING", "HTML", "RSS", "ATOM", "JSON_FEED", "JSONL"}
}

// Readable lists the formats that Read takes; it refuses the others.
func Readable() []Format { return []Format{FormatAuto, FormatListing} }

// describe names a text of the format, as in "the text is an RSS feed".
func (f Format) describe() string {
	switch f {
	case FormatListing:
		return "a listing of releases"
	case FormatHTML:
		return "an HTML page"
	case FormatRSS:
		return "an RSS feed"
	case FormatAtom:
		return "an Atom feed"
	case FormatJSONFeed:
		return "a JSON feed"
	case FormatJSONL:
		return "JSON, one object a line"
	default:
		return "JSON or XML"
	}
}

// detect tells the format by how the text begins. What is neither markup nor
// JSON can only be a listing; whether it is one shows when it is read.
func detect(text string) Format {
	text = strings.TrimSpace(text)
	switch {
	case isMarkup(text):
		return detectMarkup(text)
	case strings.HasPrefix(text, "{"), strings.HasPrefix(text, "["):
		return detectJSON(text)
	default:
		return FormatListing
	}
}

// isMarkup reports whether the text begins with a tag, a declaration or a
// comment. An address in angle brackets is none of these.
func isMarkup(text string) bool {
	tag, _, closed := strings.Cut(text, ">")
	if !closed || len(tag) < 2 || tag[0] != '<' {
		return false
	}
	name, _, _ := strings.Cut(tag[1:], " ")
	letter := tag[1] | 0x20
	return tag[1] == '!' || tag[1] == '?' || letter >= 'a' && letter <= 'z' && !strings.Contains(name, "://")
}

func detectMarkup(text string) Format {
	// The root element stands behind a declaration and perhaps a comment.
	const head = 2048
	text = strings.ToLower(text[:min(head, len(text))])
	switch {
	case strings.Contains(text, "<rss"), strings.Contains(text, "<rdf:rdf"):
		return FormatRSS
	case strings.Contains(text, "<feed"):
		return FormatAtom
	case strings.HasPrefix(text, "<?xml") && !strings.Contains(text, "<html"):
		return formatOther
	default:
		return FormatHTML
	}
}

func detectJSON(text string) Format {
	first, _, _ := strings.Cut(text, "\n")
	switch {
	case json.Valid([]byte(text)):
		if strings.Contains(text, "https://jsonfeed.org/version/") {
			return FormatJSONFeed
		}
		if strings.HasPrefix(text, "{") && first == text {
			return FormatJSONL
		}
		return formatOther
	case strings.HasPrefix(first, "{") && json.Valid([]byte(first)):
		return FormatJSONL
	default:
		return FormatListing
	}
}
