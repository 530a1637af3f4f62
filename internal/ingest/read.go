package ingest

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// DefaultLimit is how many bytes the API takes as one text.
const DefaultLimit int64 = 5 << 20

// Document is what a text holds.
type Document struct {
	// Items stand in the order of the text.
	Items []Item
	// Problems name what is not in Items, and why, in the order of the text.
	Problems []Problem
}

// Read returns the items of a text, and a problem for whatever is left out of
// them. A text of which nothing can be made is an *Unreadable; any other error
// is the reader's own.
//
// It takes up to limit bytes (DefaultLimit if that is not positive), in memory
// proportional to them, and refuses longer texts. Bytes may be UTF-8, UTF-16,
// Windows-1252 or, where that is plain from them, GB 18030 or Big5.
func Read(r io.Reader, format Format, limit int64) (Document, error) {
	if err := readable(format); err != nil {
		return Document{}, err
	}
	raw, err := readUpTo(r, limit)
	if err != nil {
		return Document{}, err
	}
	text, flaw, err := decode(raw)
	if err != nil {
		return Document{}, err
	}
	if cleanLine(text) == "" {
		return Document{}, unreadable(ErrEmpty, "%s", ErrEmpty)
	}
	if found := detect(text); found != FormatListing {
		return Document{}, unreadable(ErrNotListing, "the text is %s, not %s", found.describe(), FormatListing.describe())
	}
	doc, err := readListing(text)
	if err != nil {
		return Document{}, err
	}
	if flaw != "" {
		doc.Problems = slices.Insert(doc.Problems, 0, Problem{Message: flaw})
	}
	return doc, nil
}

// readable refuses the formats that have no reader.
func readable(format Format) error {
	switch {
	case format == "", slices.Contains(Readable(), format):
		return nil
	case slices.Contains(format.Values(), string(format)):
		return unreadable(ErrFormat, "the format %s cannot be read; the one that can is %s", format, FormatListing)
	default:
		return unreadable(ErrFormat, "there is no format %q; it is one of %s", string(format), strings.Join(format.Values(), ", "))
	}
}

// readUpTo returns all bytes of r, if they are no more than limit.
func readUpTo(r io.Reader, limit int64) ([]byte, error) {
	if limit <= 0 {
		limit = DefaultLimit
	}
	raw, err := io.ReadAll(io.LimitReader(r, limit))
	if err != nil {
		return nil, fmt.Errorf("read the text: %w", err)
	}
	// Asked for apart from the rest, as limit+1 may overflow.
	if n, err := io.ReadFull(r, make([]byte, 1)); n > 0 {
		return nil, unreadable(ErrTooLarge, "the text is longer than the %d bytes that are taken", limit)
	} else if !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the text: %w", err)
	}
	return raw, nil
}
