package httpd

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/internal/access"
	"pressgraph/internal/budget"
	"pressgraph/internal/fault"
)

// What one operation may use where Limits say nothing; docs/cost.md has the
// measurements behind it.
const (
	defaultAnswer = 8 << 20
	defaultRows   = 200_000
	defaultRead   = 64 << 20
	defaultSteps  = 300_000_000
	defaultWork   = 1200 * time.Millisecond
)

// statementsAtATime is how many statements of one operation run at a time: as
// many as leave others half of the processors.
func statementsAtATime() int {
	const half, most = 2, 4
	return max(1, min(most, runtime.GOMAXPROCS(0)/half))
}

// spending gives every operation a budget, and ends those that exceed it: with
// one error that says what to narrow, in place of all that was answered.
type spending struct{ server *Server }

var (
	_ graphql.OperationInterceptor = spending{}
	_ graphql.ResponseInterceptor  = spending{}
	_ graphql.FieldInterceptor     = spending{}
)

// ExtensionName implements graphql.HandlerExtension.
func (spending) ExtensionName() string { return "Spending" }

// Validate implements graphql.HandlerExtension.
func (spending) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation implements graphql.OperationInterceptor.
func (e spending) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	price := priceOf(ctx)
	requestOf(ctx).costs(price)
	leave, err := func() {}, payFor(ctx, price)
	if err == nil {
		leave, err = e.server.dear.enter(ctx, price)
	}
	if err != nil {
		return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{e.server.present(ctx, err)}})
	}
	ctx, spent, cancel := budget.With(ctx, e.limits(ctx))
	respond := next(ctx)
	return func(inner context.Context) *graphql.Response {
		defer leave()
		defer cancel()
		response := respond(inner)
		requestOf(inner).wrote(spent.Used().Answer)
		return response
	}
}

// limits are those of whoever asks. A change is made as a whole or not at all,
// and by those who are trusted with it: only its answer is bounded.
func (e spending) limits(ctx context.Context) budget.Limits {
	l := e.server.config.Limits
	answer := max(1, l.Answer-requestOf(ctx).written())
	if graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation {
		return budget.Limits{Answer: answer}
	}
	limits := budget.Limits{
		Rows: l.Rows, Read: l.Read, Steps: l.Steps, Answer: answer, Time: l.Work, Statements: statementsAtATime(),
	}
	if access.From(ctx).Role.Allows(access.RoleAnalyst) {
		return limits.Times(analystShare)
	}
	return limits
}

// InterceptField implements graphql.FieldInterceptor: it counts what is
// answered before it is written, and begins nothing once the time is up. Plans do
// both themselves, and leave to it what gqlgen's executor answers.
func (spending) InterceptField(ctx context.Context, next graphql.Resolver) (any, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	value, err := next(ctx)
	if err != nil {
		return value, err
	}
	name := len(graphql.GetFieldContext(ctx).Field.Alias)
	return value, budget.From(ctx).Write(int64(name+len(`"":,`)) + size(value))
}

// size returns how many bytes a value takes in an answer, without the fields of
// objects, which are counted when they are resolved.
func size(value any) int64 {
	const (
		number = 8  // of most numbers, truth values and names of enums
		quotes = 2  // also the braces of an object
		other  = 24 // of ids, times and dates
	)
	switch v := value.(type) {
	case nil, bool, int, int64, *int, *bool:
		return number
	case string:
		return quoted(v)
	case *string:
		if v == nil {
			return number
		}
		return quoted(*v)
	case []string:
		sum := int64(quotes)
		for _, text := range v {
			sum += quoted(text) + 1
		}
		return sum
	case map[string]any:
		text, err := json.Marshal(v)
		if err != nil {
			return other
		}
		return int64(len(text))
	default:
		return other
	}
}

// quoted returns how many bytes a text takes in JSON.
func quoted(text string) int64 {
	n := int64(len(text)) + 2
	if strings.IndexFunc(text, func(c rune) bool { return c < ' ' || c == '"' || c == '\\' }) < 0 {
		return n
	}
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"', c == '\\', c == '\n', c == '\r', c == '\t':
			n++
		case c < ' ':
			n += int64(len(`\u0000`)) - 1
		}
	}
	return n
}

// InterceptResponse implements graphql.ResponseInterceptor: an operation that
// exceeds its budget is answered with that alone.
func (e spending) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	response := next(ctx)
	spent := budget.From(ctx)
	if response == nil || spent == nil {
		return response
	}
	if used := spent.Used().Answer; int64(len(response.Data)) > used {
		_ = spent.Write(int64(len(response.Data)) - used) // It is told by Err.
	}
	if f, ok := errors.AsType[*fault.Fault](spent.Err()); ok {
		return e.overspent(ctx, response, f)
	}
	return response
}

func (e spending) overspent(ctx context.Context, response *graphql.Response, f *fault.Fault) *graphql.Response {
	told := coded(f.Code, "%s", f.Message)
	for _, err := range response.Errors {
		if err.Message == f.Message {
			told.Path, told.Locations = err.Path, err.Locations
			break
		}
	}
	if p := pricedFrom(ctx); p != nil {
		if suggestions := p.cost.Shorten(p.cost.Requested / 2); len(suggestions) > 0 {
			told.Extensions["suggestions"] = suggestions
		}
	}
	if graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation {
		told.Message += "; the change itself was made, if nothing else is told"
	}
	e.server.config.Log.DebugContext(ctx, "an operation exceeded its budget", "reason", f.Message)
	return &graphql.Response{Data: json.RawMessage("null"), Errors: gqlerror.List{told}, Extensions: response.Extensions}
}

// priceOf returns what the operation of a context costs to answer. Changes do
// not wait for what readers ask.
func priceOf(ctx context.Context) int64 {
	p := pricedFrom(ctx)
	if p == nil || p.mode == costOnly || graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation {
		return 0
	}
	return p.cost.Requested
}
