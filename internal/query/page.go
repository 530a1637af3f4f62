package query

import (
	"crypto/sha256"
	"strconv"
	"strings"

	"pressgraph/internal/access"
	"pressgraph/internal/fault"
)

// The bounds of a page.
const (
	DefaultPage = 20
	MaxPage     = 100
)

// Args are the arguments of a list as a client gives them; nil is left out.
type Args struct {
	First, Last   *int
	After, Before *string
	// Where is the value of the filter's input object.
	Where map[string]any
	// Roles keeps only the rows with one of these roles; none for an empty list.
	Roles []string
	// Prefer lists one release of each text, in the best of these languages;
	// every release for nil.
	Prefer []string
}

// Page is a checked request for one page of a list in one order. It is
// immutable and the same for all parents of the list.
type Page struct {
	list   List
	world  access.World
	order  ordering
	filter *Filter
	roles  []string
	prefer preference
	// undivided is true for a page of which texts are counted; see together.
	undivided bool

	limit    int
	backward bool
	after    position
	before   position
	key      string
}

// NewPage checks the arguments. Errors: PAGE_SIZE_OUT_OF_RANGE, BAD_USER_INPUT
// for first with last, INVALID_CURSOR, LIMIT_EXCEEDED; all of them at once is never
// needed, the first is told.
func NewPage(list List, world access.World, steps []Step, args Args) (*Page, error) {
	order, err := list.order(world, steps)
	if err != nil {
		return nil, err
	}
	p := &Page{list: list, world: world, order: order, limit: DefaultPage, roles: args.Roles}
	if args.First != nil && args.Last != nil {
		return nil, fault.Invalid("last", "give first or last, not both")
	}
	if err := p.size("first", args.First); err != nil {
		return nil, err
	}
	if err := p.size("last", args.Last); err != nil {
		return nil, err
	}
	p.backward = args.Last != nil
	if args.After != nil {
		if p.after, err = decodeCursor(order, list.Name, *args.After); err != nil {
			return nil, err
		}
	}
	if args.Before != nil {
		if p.before, err = decodeCursor(order, list.Name, *args.Before); err != nil {
			return nil, err
		}
	}
	if p.filter, err = NewFilter(list.Kind, "where", args.Where); err != nil {
		return nil, err
	}
	if err := p.prefers(args.Prefer); err != nil {
		return nil, err
	}
	p.key = p.makeKey(args)
	return p, nil
}

// FirstOf is a page of the first rows of a list that has no paging in the API.
func FirstOf(list List, world access.World, steps []Step, limit int) (*Page, error) {
	order, err := list.order(world, steps)
	if err != nil {
		return nil, err
	}
	p := &Page{list: list, world: world, order: order, limit: limit}
	p.key = p.makeKey(Args{})
	return p, nil
}

func (p *Page) size(name string, given *int) error {
	size, err := PageSize(name, given, p.limit, MaxPage)
	p.limit = size
	return err
}

// PageSize returns how many rows the argument named asks for: preset where it
// is nil. Errors: PAGE_SIZE_OUT_OF_RANGE beyond 1 to most.
func PageSize(name string, given *int, preset, most int) (int, error) {
	if given == nil {
		return preset, nil
	}
	if *given < 1 || *given > most {
		f := fault.New(fault.CodePageSize, "must be between 1 and %d", most)
		f.Field = name
		return 0, f
	}
	return *given, nil
}

func (p *Page) makeKey(args Args) string {
	key := p.order.signature(p.list.Name) + "|" + strconv.Itoa(p.limit) + "|" + strconv.FormatBool(p.backward) + "|" + p.setKey()
	// It is looked up a thousand times for a page of pages, so it is short.
	digest := sha256.Sum256([]byte(key + "|" + orEmpty(args.After) + "|" + orEmpty(args.Before)))
	return "rows " + string(digest[:16])
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Key tells pages apart: two pages with one key answer the same for one parent.
func (p *Page) Key() string { return p.key }

// CountKey tells apart what is counted: pages of one list have one count.
func (p *Page) CountKey() string { return p.list.Name + "|" + p.setKey() }

// setKey tells apart the sets of rows that pages of one list are of.
func (p *Page) setKey() string {
	key := p.filter.cacheKey()
	if p.roles != nil {
		key += "|" + strings.Join(p.roles, ",") + "|"
	}
	if p.prefer != nil {
		key += "|in " + p.prefer.key()
	}
	return key
}

// Whole tells whether the page is of all rows of the list.
func (p *Page) Whole() bool { return p.unfiltered() && p.prefer == nil }

// unfiltered tells whether the page's list has all that its parent has.
func (p *Page) unfiltered() bool { return p.filter == nil && p.roles == nil }

// Beside returns the table of a page's rows, if nothing else is read for it than
// those of a parent.
func (p *Page) Beside() (table string, ok bool) {
	relation := p.list.Rows != p.list.Kind.Table() || p.list.Parent == "parent_id"
	return p.list.Rows, relation && p.list.Parent != "" && p.filter == nil && p.prefer == nil && !p.order.joins
}

// List returns the list that the page is of.
func (p *Page) List() List { return p.list }

// World returns the life of the content that the page is read in.
func (p *Page) World() access.World { return p.world }

// Bounded tells whether a cursor bounds the list on each side, which is when
// HasBeyond must be asked for there.
func (p *Page) Bounded() (start, end bool) { return p.after != nil, p.before != nil }

// Cut trims rows that Rows' statement answered for one parent to the page, in
// the list's order, and tells whether the list goes on before or after it as
// far as the rows tell.
func (p *Page) Cut(rows []Row) (page []Row, more bool) {
	more = len(rows) > p.limit
	if more {
		rows = rows[:p.limit]
	}
	if p.backward {
		for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
			rows[i], rows[j] = rows[j], rows[i]
		}
	}
	return together(rows), more
}

// Backward tells whether the page is counted from the list's end.
func (p *Page) Backward() bool { return p.backward }

// Cursor returns the cursor of a row of this page.
func (p *Page) Cursor(r Row) string { return cursorOf(p.order, p.list.Name, r.at) }
