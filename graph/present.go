package graph

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/graph/model"
	"pressgraph/internal/fault"
)

// Request is what answers tell of the request that they are for.
type Request struct {
	// ID names it, in the log too.
	ID string
	// Origin is the address that was asked, such as http://localhost:8080; empty
	// where it is not known.
	Origin string
}

type requestKey struct{}

// WithRequest returns a context for a request.
func WithRequest(ctx context.Context, r Request) context.Context {
	return context.WithValue(model.WithOrigin(ctx, r.Origin), requestKey{}, r)
}

// RequestFrom returns the request; its zero value where none was given.
func RequestFrom(ctx context.Context) Request {
	r, _ := ctx.Value(requestKey{}).(Request)
	return r
}

// Presenter turns errors into what a client sees: a fault shows its code, its
// sentence and its field; a list of faults becomes as many errors; everything
// else is INTERNAL with the request's id, its cause only in the log.
func Presenter(log *slog.Logger) graphql.ErrorPresenterFunc {
	return func(ctx context.Context, err error) *gqlerror.Error {
		path := graphql.GetPath(ctx)
		if known, ok := errors.AsType[*gqlerror.Error](err); ok {
			if known.Err == nil {
				return coded(known)
			}
			if known.Path != nil {
				path = known.Path
			}
		}
		path, field := fieldAt(ctx, path)
		faults := fault.All(err)
		if len(faults) == 0 {
			return unforeseen(ctx, log, path, err)
		}
		for _, more := range faults[1:] {
			graphql.AddError(ctx, shown(path, more.In(field)))
		}
		return shown(path, faults[0].In(field))
	}
}

// fieldAt takes a path that leads into the arguments of a field apart: where
// the field stands in the answer, and which of its inputs is meant.
func fieldAt(ctx context.Context, path ast.Path) (at ast.Path, field string) {
	resolving := graphql.GetFieldContext(ctx)
	if resolving == nil {
		return path, ""
	}
	at = resolving.Path()
	if len(path) <= len(at) || !slices.Equal(path[:len(at)], at) {
		return path, ""
	}
	return at, strings.TrimPrefix(path[len(at):].String(), ".")
}

// coded gives what the library itself refused a code of the contract.
func coded(e *gqlerror.Error) *gqlerror.Error {
	if e.Extensions["code"] == nil {
		e.Extensions = map[string]any{"code": string(fault.CodeValidationFailed)}
	}
	return e
}

func unforeseen(ctx context.Context, log *slog.Logger, path ast.Path, err error) *gqlerror.Error {
	if errors.Is(err, context.DeadlineExceeded) {
		return shown(path, fault.New(fault.CodeTimeout, "this took too long; ask for less at once"))
	}
	id := RequestFrom(ctx).ID
	if !errors.Is(err, context.Canceled) {
		log.ErrorContext(ctx, "request failed", "request", id, "path", path.String(), "cause", err)
	}
	f := fault.New(fault.CodeInternal, "something went wrong here; name the request id when you report it")
	f.Details = map[string]any{"requestId": id}
	return shown(path, f)
}

func shown(path ast.Path, f *fault.Fault) *gqlerror.Error {
	extensions := map[string]any{"code": string(f.Code)}
	if f.Field != "" {
		extensions["field"] = f.Field
	}
	maps.Copy(extensions, f.Details)
	return &gqlerror.Error{Message: f.Error(), Path: path, Extensions: extensions}
}
