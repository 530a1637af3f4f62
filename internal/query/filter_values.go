package query

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"pressgraph/internal/content"
)

// operand is a comparison with a value; a nil value is a complaint everywhere:
// absence is asked with isNull.
type operand struct {
	name  string
	path  string
	value any
}

// operands returns the comparisons of a field in a fixed order. A null among
// them is BAD_USER_INPUT.
func (p *filterParser) operands(path string, value any) []operand {
	object := asObject(value)
	var all []operand
	for _, name := range sortedKeys(object) {
		at := path + "." + name
		if object[name] == nil {
			p.complain(at, "must not be null; ask for absence with isNull")
			continue
		}
		if !p.counts(path) {
			return nil
		}
		all = append(all, operand{name, at, object[name]})
	}
	return all
}

// values reads a list of one type; what cannot be read is a complaint.
func values[V any](p *filterParser, o operand, read func(any) (V, error)) []V {
	list := asList(o.value)
	if len(list) > MaxValues {
		p.exceed(o.path, "a list in a filter holds at most %d values", MaxValues)
		return nil
	}
	all := make([]V, 0, len(list))
	for i, item := range list {
		v, err := read(item)
		if err != nil {
			p.complain(fmt.Sprintf("%s[%d]", o.path, i), "%s", err)
			continue
		}
		all = append(all, v)
	}
	return all
}

func valueOf[V any](p *filterParser, o operand, read func(any) (V, error)) V {
	v, err := read(o.value)
	if err != nil {
		p.complain(o.path, "%s", err)
	}
	return v
}

func readText(v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", fmt.Errorf("must be a string")
	}
	if strings.ContainsRune(s, 0) {
		return "", fmt.Errorf("must not hold a NUL character")
	}
	if !utf8.ValidString(s) {
		return "", fmt.Errorf("must be valid UTF-8")
	}
	// Stored text is composed, whatever keyboard the question comes from.
	return norm.NFC.String(s), nil
}

func readInt(v any) (int64, error) {
	n, ok := v.(int64)
	if !ok {
		return 0, fmt.Errorf("must be a whole number")
	}
	return n, nil
}

// readShare reads a number from 0 to 1.
func readShare(v any) (float64, error) {
	share, ok := v.(float64)
	if !ok || !(share >= 0 && share <= 1) {
		return 0, fmt.Errorf("must be a number from 0 to 1")
	}
	return share, nil
}

func readBool(v any) (bool, error) {
	b, ok := v.(bool)
	if !ok {
		return false, fmt.Errorf("must be true or false")
	}
	return b, nil
}

func readTime(v any) (time.Time, error) {
	s, _ := v.(string)
	return content.ParseInstant(s)
}

func readDate(v any) (content.PartialDate, error) {
	s, ok := v.(string)
	if !ok {
		return "", fmt.Errorf("must be a date such as 2025, 2025-01 or 2025-01-15")
	}
	return content.ParsePartialDate(s)
}

func readAmount(v any) (content.Amount, error) {
	s, ok := v.(string)
	if !ok {
		return 0, fmt.Errorf("must be a decimal number written as a string, such as \"30000000.00\"")
	}
	return content.ParseAmount(s)
}

// readID returns a reader of global ids of a kind; one of another kind is read
// as 0, which is nobody's.
func readID(kind Kind) func(any) (int64, error) {
	return func(v any) (int64, error) {
		s, ok := v.(string)
		if !ok {
			return 0, fmt.Errorf("must be an id")
		}
		t, id, err := content.ParseGlobalID(s)
		if err != nil {
			return 0, err
		}
		if t != kind.NodeType() {
			return 0, nil
		}
		return id, nil
	}
}

// NodeType returns the type of the kind's nodes.
func (k Kind) NodeType() content.NodeType {
	switch k {
	case Releases:
		return content.NodeRelease
	case Partners:
		return content.NodePartner
	case Initiatives:
		return content.NodeInitiative
	case Topics:
		return content.NodeTopic
	case Participations:
		return content.NodeParticipation
	case Revisions:
		return content.NodeRevision
	case Suggestions:
		return content.NodeSuggestion
	case Changes:
	}
	return 0
}
