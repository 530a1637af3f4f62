package graph

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// NoticeCode is what a notice in extensions.notices says.
type NoticeCode string

const (
	// NoticeWorkLimit says that a bound on the work ended a search: what it
	// answered is right, but there may be more.
	NoticeWorkLimit NoticeCode = "WORK_LIMIT_REACHED"
	// NoticeUndated says that ties were left out for want of a date alone.
	NoticeUndated NoticeCode = "UNDATED_LINKS_LEFT_OUT"
)

// Notice tells the one who asks something about a field that was answered.
type Notice struct {
	Path ast.Path   `json:"path"`
	Code NoticeCode `json:"code"`
}

// notices are those of one operation.
type notices struct {
	mu  sync.Mutex
	all []Notice
}

type noticesKey struct{}

func withNotices(ctx context.Context) (context.Context, *notices) {
	n := &notices{}
	return context.WithValue(ctx, noticesKey{}, n), n
}

// notice leaves a notice on the field that is being resolved.
func notice(ctx context.Context, code NoticeCode) {
	n, ok := ctx.Value(noticesKey{}).(*notices)
	if !ok {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = append(n.all, Notice{graphql.GetPath(ctx), code})
}

// addTo adds the notices left so far to an answer, by path.
func (n *notices) addTo(response *graphql.Response) *graphql.Response {
	n.mu.Lock()
	defer n.mu.Unlock()
	if response == nil || len(n.all) == 0 {
		return response
	}
	slices.SortFunc(n.all, func(a, b Notice) int {
		return cmp.Or(cmp.Compare(a.Path.String(), b.Path.String()), cmp.Compare(b.Code, a.Code))
	})
	if response.Extensions == nil {
		response.Extensions = map[string]any{}
	}
	response.Extensions["notices"] = n.all
	n.all = nil
	return response
}
