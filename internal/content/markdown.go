package content

import (
	"bytes"
	"html"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"golang.org/x/text/unicode/norm"
)

// renderer and policy are made at the first use, never change, and are safe for
// concurrent use. Bare addresses do not become links, so that text escaped by
// EscapeMarkdown may hold any of them.
var (
	renderer = sync.OnceValue(func() goldmark.Markdown {
		return goldmark.New(
			goldmark.WithExtensions(extension.Table, extension.Strikethrough),
			goldmark.WithRendererOptions(gmhtml.WithUnsafe()), // the policy cleans raw HTML too
		)
	})
	policy = sync.OnceValue(bluemonday.UGCPolicy)
)

// RenderHTML returns Markdown as HTML that is safe to put into a page: raw HTML
// in it is sanitised like the rest. Control characters are left out. A text that
// CheckMarkdown complains about shows as it stands, in paragraphs.
func RenderHTML(md string) string {
	md = dropControls(md)
	doc, err := parseMarkdown(md)
	if err != nil {
		return asItStands(md)
	}
	var b strings.Builder
	if err := renderer().Renderer().Render(&b, []byte(md), doc); err != nil {
		return asItStands(md) // a strings.Builder refuses nothing
	}
	return dropControls(policy().Sanitize(b.String()))
}

// parseMarkdown refuses what takes too long to render.
func parseMarkdown(md string) (ast.Node, error) {
	if err := measure(md); err != nil {
		return nil, err
	}
	doc := renderer().Parser().Parse(text.NewReader([]byte(md)))
	return doc, checkLinks(doc, len(md))
}

// asItStands shows a text without reading any markup in it.
func asItStands(md string) string {
	var b strings.Builder
	for paragraph := range strings.SplitSeq(md, "\n\n") {
		if paragraph = strings.Trim(paragraph, "\n"); paragraph != "" {
			b.WriteString("<p>" + html.EscapeString(paragraph) + "</p>\n")
		}
	}
	return b.String()
}

// PlainText returns what a reader of the rendered Markdown sees, without
// markup, in NFC: blocks are separated by a blank line, rows of a table by a
// line end, its cells by a tab. It is deterministic, but a newer renderer may
// answer differently: keep the text beside the Markdown where offsets into it are kept.
func PlainText(md string) string {
	// The sanitiser writes well-formed HTML: every < begins a tag, and no > stands inside of one.
	rest := RenderHTML(md)
	var b plainBuilder
	for rest != "" {
		text, tag, found := strings.Cut(rest, "<")
		b.text(html.UnescapeString(text))
		if !found {
			break
		}
		tag, rest, _ = strings.Cut(tag, ">")
		b.tag(tag)
	}
	return norm.NFC.String(strings.Trim(dropControls(string(b.out)), " \n\t"))
}

// plainBuilder writes the text of an HTML page as a browser lays it out.
type plainBuilder struct {
	out []byte
	// gap is what separates the next text from what is written: a space, a
	// tab, or line ends. The stronger one wins.
	gap string
	pre int
}

func (b *plainBuilder) text(s string) {
	if b.pre > 0 {
		if s != "" {
			b.flush()
			b.out = append(b.out, s...)
		}
		return
	}
	for s != "" {
		n := strings.IndexAny(s, " \t\n\f\r")
		switch n {
		case 0:
			b.separate(" ")
			s = s[1:]
			continue
		case -1:
			n = len(s)
		}
		b.flush()
		b.out = append(b.out, s[:n]...)
		s = s[n:]
	}
}

func (b *plainBuilder) flush() {
	if len(b.out) > 0 {
		b.out = append(b.out, b.gap...)
	}
	b.gap = ""
}

// separate keeps the stronger of two gaps: space, tab, line end, blank line.
func (b *plainBuilder) separate(gap string) {
	if strength(gap) > strength(b.gap) {
		b.gap = gap
	}
}

func strength(gap string) int {
	switch gap {
	case "":
		return 0
	case " ":
		return 1
	case "\t":
		return 2
	case "\n":
		return 3
	default:
		return 4
	}
}

// tag takes what stands between < and >.
func (b *plainBuilder) tag(tag string) {
	name, closing := strings.CutPrefix(tag, "/")
	name, _, _ = strings.Cut(name, " ")
	switch strings.TrimSuffix(name, "/") {
	case "br":
		b.lineBreak()
	case "td", "th":
		b.separate("\t")
	case "tr":
		b.separate("\n")
	case "pre":
		b.separate("\n\n")
		if !closing {
			b.pre++
			break
		}
		b.pre = max(0, b.pre-1)
		b.out = bytes.TrimRight(b.out, "\n") // the last line of the block ends with the block
	case "p", "div", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "caption",
		"h1", "h2", "h3", "h4", "h5", "h6", "hr", "section", "article", "aside", "figure", "figcaption", "details",
		"summary", "hgroup", "header", "footer", "main", "nav", "address", "center", "form", "fieldset":
		b.separate("\n\n")
	}
}

// lineBreak ends the line; a second one in a row leaves a blank line.
func (b *plainBuilder) lineBreak() {
	if strings.HasPrefix(b.gap, "\n") {
		b.gap = "\n\n"
		return
	}
	b.gap = "\n"
}

// EscapeMarkdown returns Markdown that reads as the plain text s, whatever s
// holds: PlainText gives back a text made by CleanLine, and one made by
// CleanText as far as Markdown can say it (not several blank lines or spaces
// in a row, nor tabs, nor spaces around a line).
func EscapeMarkdown(plain string) string {
	lines := strings.Split(plain, "\n")
	var b strings.Builder
	for i, line := range lines {
		line = strings.Trim(line, " \t")
		escapeLine(&b, line)
		if i+1 == len(lines) {
			break
		}
		if line != "" && strings.Trim(lines[i+1], " \t") != "" {
			b.WriteString(hardBreak(line))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// hardBreak returns what makes the end of line a line break: a backslash, but
// the renderer overlooks one that follows an escaped backslash.
func hardBreak(line string) string {
	if strings.HasSuffix(line, `\`) {
		return "  "
	}
	return `\`
}

func escapeLine(b *strings.Builder, line string) {
	marker := blockMarker(line)
	for i := range len(line) {
		if i == marker || isInlineMarkup(line, i) {
			b.WriteByte('\\')
		}
		b.WriteByte(line[i])
	}
}

// blockMarker returns where the character stands that would make line
// something other than a paragraph; -1 if there is none.
func blockMarker(line string) int {
	if line == "" {
		return -1
	}
	if strings.IndexByte("#>+-=:", line[0]) >= 0 {
		return 0
	}
	digits := len(line) - len(strings.TrimLeft(line, "0123456789"))
	if digits > 0 && digits < len(line) && (line[digits] == '.' || line[digits] == ')') {
		return digits
	}
	return -1
}

// isInlineMarkup tells whether the character at i may be read as markup
// anywhere in a line.
func isInlineMarkup(line string, i int) bool {
	switch line[i] {
	case '\\', '`', '*', '_', '[', ']', '<', '~', '|':
		return true
	case '&':
		name := strings.TrimLeft(line[i+1:], "#0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
		return strings.HasPrefix(name, ";")
	}
	return false
}
