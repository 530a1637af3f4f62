package nodes

import (
	"context"

	"pressgraph/ent/db/initiativename"
	"pressgraph/ent/db/partnername"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/topicname"
	"pressgraph/graph/loader"
	"pressgraph/internal/content"
	"pressgraph/internal/memory"
	"pressgraph/internal/query"
	"pressgraph/internal/search"
)

// MatchedField returns the field that the snippet is from.
func (e *SearchEdge) MatchedField(ctx context.Context) (string, error) {
	match, err := e.match(ctx)
	return match.Field, err
}

// Snippet returns where the node matches, as HTML.
func (e *SearchEdge) Snippet(ctx context.Context) (string, error) {
	match, err := e.match(ctx)
	return match.Snippet, err
}

func (e *SearchEdge) match(ctx context.Context) (search.Match, error) {
	return loader.Load(ctx, e.in, "match", e.place, func(ctx context.Context, edges map[int64]*SearchEdge) (map[int64]search.Match, error) {
		texts, err := e.from.texts(ctx, edges)
		matches := make(map[int64]search.Match, len(edges))
		for place, edge := range edges {
			matches[place] = search.MatchOf(e.page.Question(), edge.fields(texts[place]))
		}
		return matches, err
	})
}

// fields returns what of a node may match; more are those that are not read
// with the node itself.
func (e *SearchEdge) fields(more []search.Passage) []search.Passage {
	var fields []search.Passage
	switch n := e.Node.(type) {
	case *Release:
		fields = append(fields, search.Passage{Name: "title", Text: n.Title})
		fields = append(fields, more...)
	case *Partner:
		fields = append(fields, search.Passage{Name: "name", Text: n.Partner.Name})
		fields = append(append(fields, more...), described(n.Partner.Descriptions)...)
	case *Initiative:
		fields = append(fields, search.Passage{Name: "name", Text: n.Initiative.Name})
		fields = append(append(fields, more...), described(n.Initiative.Descriptions)...)
	case *Topic:
		fields = append(fields, search.Passage{Name: "name", Text: n.Topic.Name})
		fields = append(fields, more...)
	}
	return fields
}

func described(descriptions []content.LocalText) []search.Passage {
	fields := make([]search.Passage, len(descriptions))
	for i, d := range descriptions {
		fields[i] = search.Passage{Name: "descriptions", Text: d.Text}
	}
	return fields
}

// texts reads what else may match of the nodes on a page: one statement for
// each type that is on it.
func (l *Loaders) texts(ctx context.Context, edges map[int64]*SearchEdge) (map[int64][]search.Passage, error) {
	texts := map[int64][]search.Passage{}
	for _, t := range search.Types() {
		places := map[int64]int64{}
		for place, edge := range edges {
			if node := edge.hit.Node; node.Type == t {
				places[node.ID] = place
			}
		}
		if len(places) == 0 {
			continue
		}
		read := func(ctx context.Context, ids []int64) (map[int64][]search.Passage, error) {
			return l.passages(ctx, t, ids)
		}
		found, err := memory.Recall(ctx, "searched texts "+string(t), ids(places), searchedRows(), read)
		if err != nil {
			return nil, wrapLoad("texts of matches", err)
		}
		for id, fields := range found {
			texts[places[id]] = fields
		}
	}
	return texts, nil
}

// searchedRows are those that texts are read of.
func searchedRows() memory.Narrow {
	return memory.Beside(partnername.Table, initiativename.Table, topicname.Table).AndByRow(release.Table)
}

func (l *Loaders) passages(ctx context.Context, t content.NodeType, ids []int64) (map[int64][]search.Passage, error) {
	texts := make(map[int64][]search.Passage, len(ids))
	err := l.read(ctx, search.Texts(l.dialect, t, ids), func(s query.Scanner) error {
		id, fields, err := search.ScanTexts(s, t)
		texts[id] = append(texts[id], fields...)
		return err
	})
	return texts, err
}
