package nodes

import (
	"context"
	"strconv"

	"pressgraph/graph/loader"
	"pressgraph/internal/memory"
	"pressgraph/internal/query"
	"pressgraph/internal/search"
)

const defaultRelated = 5

// Related returns published releases that share most with this one, the closest
// first. Errors: PAGE_SIZE_OUT_OF_RANGE.
func (r *Release) Related(ctx context.Context, first *int) ([]*Release, error) {
	most, err := query.PageSize("first", first, defaultRelated, query.MaxPage)
	if err != nil {
		return nil, err
	}
	fetch := func(ctx context.Context, members map[int64]*Release) (map[int64][]*Release, error) {
		return r.from.related(ctx, ids(members), most)
	}
	found, err := loader.Load(ctx, r.in, "related "+strconv.Itoa(most), r.ID, fetch)
	if found == nil {
		found = []*Release{}
	}
	return found, err
}

func (l *Loaders) related(ctx context.Context, releases []int64, most int) (map[int64][]*Release, error) {
	question := "related " + strconv.Itoa(most)
	others, err := memory.Recall(ctx, question, releases, nil, func(ctx context.Context, ids []int64) (map[int64][]int64, error) {
		return l.pairs(ctx, search.Related(l.dialect, l.world, ids, most))
	})
	if err != nil {
		return nil, wrapLoad("related releases", err)
	}
	var wanted []int64
	for _, all := range others {
		wanted = append(wanted, all...)
	}
	nodes, err := l.releases(ctx, distinct(wanted))
	if err != nil {
		return nil, err
	}
	answer := make(map[int64][]*Release, len(others))
	for release, all := range others {
		answer[release] = inOrder(all, nodes)
	}
	return answer, nil
}
