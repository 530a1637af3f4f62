package graph

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/graph/model"
	"pressgraph/graph/nodes"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/store"
)

// nodesByID answers ids in their order. A malformed one is null in its place,
// with an error there.
func nodesByID(ctx context.Context, ids []string) ([]nodes.Node, error) {
	refs := make([]store.NodeRef, 0, len(ids))
	places := make([]int, 0, len(ids))
	for i, id := range ids {
		t, number, err := content.ParseGlobalID(id)
		if err != nil {
			at := append(slices.Clone(graphql.GetPath(ctx)), ast.PathIndex(i))
			graphql.AddError(ctx, shown(at, fault.Invalid(fmt.Sprintf("ids[%d]", i), "%s", err)))
			continue
		}
		refs, places = append(refs, store.NodeRef{Type: t, ID: number}), append(places, i)
	}
	found, err := nodes.From(ctx).Nodes(ctx, refs)
	if err != nil {
		return nil, err
	}
	nodes := make([]nodes.Node, len(ids))
	for i, node := range found {
		nodes[places[i]] = node
	}
	return nodes, nil
}

// nodeByID answers one id; a malformed one is BAD_USER_INPUT.
func nodeByID(ctx context.Context, id string) (nodes.Node, error) {
	t, number, err := content.ParseGlobalID(id)
	if err != nil {
		return nil, fault.Invalid("id", "%s", err)
	}
	nodes, err := nodes.From(ctx).Nodes(ctx, []store.NodeRef{{Type: t, ID: number}})
	if err != nil {
		return nil, err
	}
	return nodes[0], nil
}

// byIDOrSlug answers one node of a type: by id or by slug, exactly one of them.
// An id of another type names none.
func byIDOrSlug[N any](
	ctx context.Context, t content.NodeType, id, slug *string,
	byID func(context.Context, int64) (*N, error), bySlug func(context.Context, string) (*N, error),
) (*N, error) {
	if (id == nil) == (slug == nil) {
		return nil, fault.Invalid("id", "give exactly one of id and slug")
	}
	if slug != nil {
		if _, err := content.ParseSlug(*slug); err != nil {
			return nil, nil //nolint:nilerr // what cannot be a slug names nothing
		}
		return bySlug(ctx, *slug)
	}
	found, number, err := content.ParseGlobalID(*id)
	if err != nil {
		return nil, fault.Invalid("id", "%s", err)
	}
	if found != t {
		return nil, nil
	}
	return byID(ctx, number)
}

// formatted answers a text in the format asked for.
func formatted(text nodes.Text, format *model.TextFormat, otherwise model.TextFormat) *string {
	if text.Markdown == nil {
		return nil
	}
	if format == nil {
		format = &otherwise
	}
	switch *format {
	case model.TextFormatMarkdown:
		return text.Markdown
	case model.TextFormatHTML:
		return text.HTML()
	case model.TextFormatPlain:
		return text.Plain
	}
	return text.Plain
}

// known answers null for the zero value of what is not known.
func known[V comparable](v V) *V {
	var zero V
	if v == zero {
		return nil
	}
	return &v
}

func firstNames(names []*nodes.Name, err error) ([]*nodes.Name, error) {
	return nodes.FirstNames(names), err
}

func localTexts(texts []content.LocalText) []*content.LocalText {
	all := make([]*content.LocalText, len(texts))
	for i := range texts {
		all[i] = &texts[i]
	}
	return all
}

// registryPage returns where an identifier can be read, if its registry has pages.
func registryPage(scheme content.IdentifierScheme, value string) *string {
	base := ""
	switch scheme {
	case content.SchemeRor:
		base = "https://ror.org/"
	case content.SchemeWikidata:
		base = "https://www.wikidata.org/wiki/"
	case content.SchemeGrid:
		base = "https://www.grid.ac/institutes/"
	case content.SchemeIsni:
		base = "https://isni.org/isni/"
	case content.SchemeLei:
		base = "https://search.gleif.org/#/record/"
	case content.SchemeOther:
	}
	if address, err := content.ParseURL(value); err == nil {
		return &address
	}
	// Browsers take dots for a step up.
	if base == "" || value == "." || value == ".." {
		return nil
	}
	page := base + url.PathEscape(value)
	return &page
}

// texts returns enum values as text; nil stays nil, which is not none.
func texts[V ~string](values []V) []string {
	if values == nil {
		return nil
	}
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}
