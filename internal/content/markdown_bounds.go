package content

import (
	"errors"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// The renderer takes time by more than the length of a text: it goes through
// all open quotes and lists at every line, from every bracket to the end of its
// paragraph, and writes an address as often as a text refers to it. These bounds
// keep a text of any shape within some tens of milliseconds. What people write
// stays far below them.
const (
	// maxNesting bounds quotes and lists within one another. Two columns of
	// indentation count as one, as they may stand for an outer list.
	maxNesting = 32
	// maxMarks bounds what the parts of a text weigh together.
	maxMarks = 40_000
	// The weights of parts: of a line, or two columns of indentation, 1.
	weightOfLevel = 4 // a quote or list item that a line is in
	weightOfMark  = 2 // a character that may be markup, and a cell of a table
	// maxSteps bounds the sum over all paragraphs of their characters that may be
	// markup times their bytes.
	maxSteps = 20_000_000
	// maxAddresses bounds the bytes of all links' addresses and titles beyond
	// the text's own length.
	maxAddresses = 100_000
)

var (
	errNesting   = errors.New("must not have more than 32 quotes and lists within one another")
	errMarks     = errors.New("has more markup than can be shown")
	errSteps     = errors.New("has paragraphs with more markup than can be shown")
	errAddresses = errors.New("refers to its links' addresses more often than can be shown")
)

// CheckMarkdown says why a text cannot be rendered in reasonable time, which
// RenderHTML shows as it stands; nil for what people write.
func CheckMarkdown(md string) error {
	_, err := parseMarkdown(md)
	return err
}

// measuring goes through the lines of a text.
type measuring struct {
	marks, steps int
	// runMarks and runBytes are those of the paragraph so far.
	runMarks, runBytes int
	// columns are those of a table that may be under way.
	columns int
}

// measure takes time by the length of the text alone.
func measure(md string) error {
	var m measuring
	for line := range strings.Lines(md) {
		if err := m.line(line); err != nil {
			return err
		}
	}
	m.endRun()
	return m.err()
}

func (m *measuring) err() error {
	switch {
	case m.marks > maxMarks:
		return errMarks
	case m.steps > maxSteps:
		return errSteps
	}
	return nil
}

func (m *measuring) line(line string) error {
	if strings.Trim(line, " \t\r\n>") == "" {
		m.endRun()
		m.columns = 0
	}
	indent, rest := indented(line)
	levels, inner := containers(rest)
	if levels > 0 && levels+indent/2 > maxNesting {
		return errNesting
	}
	m.marks += 1 + weightOfLevel*levels + min(indent/2, maxNesting)
	if indent < 4 && interrupts(rest) {
		m.endRun()
	}
	m.table(inner)
	m.inline(inner)
	m.runBytes += len(line)
	return m.err()
}

// endRun counts a paragraph that has ended.
func (m *measuring) endRun() {
	m.steps += m.runMarks * m.runBytes
	m.runMarks, m.runBytes = 0, 0
}

// table counts the cells of a row: the renderer fills up short rows.
func (m *measuring) table(line string) {
	m.marks += weightOfMark * m.columns
	rule := strings.Trim(line, " \t\r\n")
	if strings.Trim(rule, "|-: \t") == "" && strings.Contains(rule, "-") {
		m.columns = max(m.columns, 1+strings.Count(rule, "|"))
	}
}

// inline counts what may be markup in a line. A backslash takes its meaning
// from a character, but within code has none itself.
func (m *measuring) inline(line string) {
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			if i+1 < len(line) && line[i+1] != '`' {
				i++
			}
		case '[', ']', '*', '_', '~', '`', '<':
			m.marks += weightOfMark
			m.runMarks++
		case '|', '&':
			m.marks += weightOfMark
		}
	}
}

// indented returns the columns of white space before a line, and what follows.
func indented(line string) (columns int, rest string) {
	for i := range len(line) {
		switch line[i] {
		case ' ':
			columns++
		case '\t':
			columns += 4
		default:
			return columns, line[i:]
		}
	}
	return columns, ""
}

// containers counts the quotes and list items that a line begins.
func containers(line string) (levels int, rest string) {
	for {
		length := markerLength(line)
		if length == 0 {
			return levels, line
		}
		levels++
		line = strings.TrimLeft(line[length:], " \t")
	}
}

// markerLength returns the length of what begins a quote or a list item; 0 for
// anything else.
func markerLength(line string) int {
	if line == "" {
		return 0
	}
	if line[0] == '>' {
		return 1
	}
	length := 1
	if strings.IndexByte("-+*", line[0]) < 0 {
		digits := len(line) - len(strings.TrimLeft(line, "0123456789"))
		if digits == 0 || digits == len(line) || line[digits] != '.' && line[digits] != ')' {
			return 0
		}
		length = digits + 1
	}
	if length < len(line) && strings.IndexByte(" \t\r\n", line[length]) < 0 {
		return 0
	}
	return length
}

// interrupts tells whether a line ends the paragraph before it: an item of a
// list that has a text, or a heading.
func interrupts(line string) bool {
	if heading := strings.TrimLeft(line, "#"); len(heading) < len(line) && len(line)-len(heading) <= 6 {
		return strings.HasPrefix(heading, " ")
	}
	return len(line) > 2 && strings.IndexByte("-+*", line[0]) >= 0 && line[1] == ' ' && strings.Trim(line[2:], " \t\r\n") != ""
}

// checkLinks refuses a text whose links come to much more than the text: one
// address may be referred to any number of times.
func checkLinks(doc ast.Node, length int) error {
	total := 0
	err := ast.Walk(doc, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch link := node.(type) {
		case *ast.Link:
			total += len(link.Destination) + len(link.Title)
		case *ast.Image:
			total += len(link.Destination) + len(link.Title)
		}
		if total > length+maxAddresses {
			return ast.WalkStop, errAddresses
		}
		return ast.WalkContinue, nil
	})
	return err
}
