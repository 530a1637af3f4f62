package search

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/query"
	"pressgraph/internal/store"
	"pressgraph/internal/words"
)

// listName binds cursors to this list.
const listName = "search"

// Args are the arguments of a search; nil is left out.
type Args struct {
	Query string
	Types []content.NodeType
	First *int
	After *string
}

// Page is a checked request for one page of matches. It is immutable.
type Page struct {
	question words.Question
	text     string
	world    access.World
	types    []content.NodeType
	limit    int
	after    *Hit
}

// Hit is one match and its place in the order.
type Hit struct {
	Node store.NodeRef
	Tier words.Area

	sortAt, rank int64
}

// NewPage checks the arguments. Errors: BAD_USER_INPUT, PAGE_SIZE_OUT_OF_RANGE,
// INVALID_CURSOR.
func NewPage(world access.World, args Args) (*Page, error) {
	if words.TooLong(args.Query) {
		return nil, fault.Invalid("query", "must be at most %d characters long", words.MaxQuestion)
	}
	p := &Page{question: words.Ask(args.Query), text: args.Query, world: world}
	for _, t := range Types() {
		if args.Types == nil || slices.Contains(args.Types, t) {
			p.types = append(p.types, t)
		}
	}
	var err error
	if p.limit, err = query.PageSize("first", args.First, query.DefaultPage, query.MaxPage); err != nil {
		return nil, err
	}
	if args.After != nil {
		p.after, err = parseCursor(*args.After)
	}
	return p, err
}

// Question returns what is looked for.
func (p *Page) Question() words.Question { return p.question }

// Limit returns how many matches the page holds.
func (p *Page) Limit() int { return p.limit }

// Tiers returns those that the page may hold matches of, in order.
func (p *Page) Tiers() []words.Area {
	if p.question.Empty() || len(p.types) == 0 {
		return nil
	}
	first := words.Whole
	if p.after != nil {
		first = p.after.Tier
	}
	var tiers []words.Area
	for tier := first; tier <= words.Anywhere; tier++ {
		if tier != words.Whole || p.question.HasWhole() {
			tiers = append(tiers, tier)
		}
	}
	return tiers
}

// Bounded tells whether a cursor bounds the page, which is when HasBefore must
// be asked for.
func (p *Page) Bounded() bool { return p.after != nil }

// Key tells pages apart: two with one key answer the same.
func (p *Page) Key() string {
	after := ""
	if p.after != nil {
		after = p.after.Cursor()
	}
	return fmt.Sprintf("%v %d %s %q", p.types, p.limit, after, p.text)
}

// CountKey tells apart what is counted.
func (p *Page) CountKey() string { return strconv.Quote(p.text) }

// Score returns what a match counts as, from 0 to 1.
func (h Hit) Score() float64 {
	const step = 0.25
	return 1 - step*float64(h.Tier)
}

// Cursor returns the position of a match.
func (h Hit) Cursor() string {
	key := binary.BigEndian.AppendUint64(nil, uint64(h.sortAt)) //nolint:gosec // the same bits
	key = binary.BigEndian.AppendUint64(key, uint64(h.rank))    //nolint:gosec // the same bits
	key = append(key, byte(h.Node.Type))
	return query.Mark{Number: int64(h.Tier), Key: key, ID: h.Node.ID}.Cursor(listName)
}

func parseCursor(text string) (*Hit, error) {
	mark, err := query.ParseMark(listName, text)
	if err != nil {
		return nil, err
	}
	h := &Hit{Tier: words.Area(mark.Number)}
	if len(mark.Key) != 17 || h.Tier < words.Whole || h.Tier > words.Anywhere {
		return nil, query.ErrCursor()
	}
	h.sortAt = int64(binary.BigEndian.Uint64(mark.Key))   //nolint:gosec // the same bits
	h.rank = int64(binary.BigEndian.Uint64(mark.Key[8:])) //nolint:gosec // the same bits
	h.Node = store.NodeRef{Type: content.NodeType(mark.Key[16]), ID: mark.ID}
	if !slices.Contains(Types(), h.Node.Type) {
		return nil, query.ErrCursor()
	}
	return h, nil
}

// Scan reads one row of the answer to Rows' statement for a tier.
func Scan(from query.Scanner, tier words.Area) (Hit, error) {
	h := Hit{Tier: tier}
	if err := from.Scan(&h.Node.Type, &h.Node.ID, &h.sortAt, &h.rank); err != nil {
		return Hit{}, fmt.Errorf("scan match: %w", err)
	}
	return h, nil
}
