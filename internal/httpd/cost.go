package httpd

import (
	"context"
	"math"
	"net/http"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/graph/cost"
	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/fault"
)

// costHeader chooses how much is told of the cost. It is written as maps of headers
// have it.
const costHeader = "X-Cost"

// costMode is a value of the header; its zero value is a request without it,
// which is told what it costs and how much it may.
type costMode string

const (
	costTold costMode = ""
	// costFull tells also what was really answered, and with how many statements.
	costFull costMode = "full"
	// costOnly validates and prices, and executes nothing.
	costOnly costMode = "only"
	// costOff tells nothing.
	costOff costMode = "off"
)

// analystShare is how many times the limit an analyst has, and whoever may do more.
const analystShare = 10

func readCostMode(header http.Header) (costMode, *gqlerror.Error) {
	values := header[costHeader]
	if len(values) == 0 {
		return costTold, nil
	}
	switch mode := costMode(values[0]); mode {
	case costFull, costOnly, costOff:
		if len(values) == 1 {
			return mode, nil
		}
	case costTold:
	}
	return costTold, fieldError(costHeader, "the header %s must be one of full, only, off", costHeader)
}

// pricing refuses operations that would cost too much before anything is
// executed, and tells in each answer what its operation costs. What cannot be
// priced, as it is not valid, is answered without a cost.
type pricing struct{ server *Server }

var (
	_ graphql.OperationContextMutator = pricing{}
	_ graphql.OperationInterceptor    = pricing{}
	_ graphql.ResponseInterceptor     = pricing{}
)

// ExtensionName implements graphql.HandlerExtension.
func (pricing) ExtensionName() string { return "Cost" }

// Validate implements graphql.HandlerExtension.
func (pricing) Validate(graphql.ExecutableSchema) error { return nil }

// priced is an operation with its cost.
type priced struct {
	cost  cost.Cost
	limit int64
	mode  costMode
	// statements counts for costFull, else it is nil.
	statements *database.Counter
}

func pricedFrom(ctx context.Context) *priced {
	if !graphql.HasOperationContext(ctx) {
		return nil
	}
	p, _ := graphql.GetOperationContext(ctx).Stats.GetExtension(pricing{}.ExtensionName()).(*priced)
	return p
}

// MutateOperationContext implements graphql.OperationContextMutator: it prices
// the operation, and refuses it over the limit.
func (e pricing) MutateOperationContext(ctx context.Context, operation *graphql.OperationContext) *gqlerror.Error {
	c, err := e.server.prices.Of(e.server.config.Schema.Schema(), operation.Operation, operation.Variables)
	if err != nil {
		return e.server.internal(ctx, "price a request", err)
	}
	p := &priced{cost: c, limit: e.limit(ctx)}
	p.mode, _ = readCostMode(operation.Headers) // A header that is wrong was refused with the request.
	operation.Stats.SetExtension(e.ExtensionName(), p)
	if c.Requested <= p.limit {
		return nil
	}
	refusal := coded(fault.CodeCostLimitExceeded,
		"the operation costs %d, more than %d, the most that is allowed; "+
			"ask for shorter lists, or for fewer filters, groups, files and measurements", c.Requested, p.limit)
	if at := operation.Operation.Position; at != nil {
		refusal.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}
	refusal.Extensions["cost"] = c.Requested
	refusal.Extensions["limit"] = p.limit
	refusal.Extensions["suggestions"] = c.Shorten(p.limit)
	return refusal
}

func (e pricing) limit(ctx context.Context) int64 {
	limit := e.server.config.Limits.Cost
	if access.From(ctx).Role.Allows(access.RoleAnalyst) {
		return min(limit, math.MaxInt64/analystShare) * analystShare
	}
	return limit
}

// InterceptOperation implements graphql.OperationInterceptor: it keeps from
// execution what is only to be priced, and counts statements where they are
// asked for.
func (pricing) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	p := pricedFrom(ctx)
	if p == nil {
		return next(ctx)
	}
	switch p.mode {
	case costOnly:
		return graphql.OneShot(&graphql.Response{Extensions: map[string]any{costMember: p.told()}})
	case costFull:
		ctx, p.statements = database.WithCounter(ctx)
	case costTold, costOff:
	}
	return next(ctx)
}

// InterceptResponse implements graphql.ResponseInterceptor: it adds the cost.
func (e pricing) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	response := next(ctx)
	p := pricedFrom(ctx)
	if response == nil || p == nil || p.mode == costOff {
		return response
	}
	told := p.told()
	if p.statements != nil {
		actual, err := p.cost.Actual(response.Data)
		if err != nil {
			e.server.config.Log.ErrorContext(ctx, "price an answer", "error", err)
		} else {
			told.Actual = &actual
		}
		statements := p.statements.Count()
		told.Statements = &statements
	}
	if response.Extensions == nil {
		response.Extensions = map[string]any{}
	}
	response.Extensions[costMember] = told
	return response
}

// costMember is where the cost stands in the extensions of an answer.
const costMember = "cost"

// costTelling is what an answer tells of its cost, with its members in the order of
// their names.
type costTelling struct {
	Actual     *int64 `json:"actual,omitempty"`
	Limit      int64  `json:"limit"`
	Requested  int64  `json:"requested"`
	Statements *int   `json:"statements,omitempty"`
}

func (p *priced) told() *costTelling {
	return &costTelling{Requested: p.cost.Requested, Limit: p.limit}
}

// appendTo appends it as JSON; false where more is told than every answer tells.
func (c *costTelling) appendTo(text []byte) ([]byte, bool) {
	if c.Actual != nil || c.Statements != nil {
		return text, false
	}
	text = strconv.AppendInt(append(text, `{"limit":`...), c.Limit, 10)
	text = strconv.AppendInt(append(text, `,"requested":`...), c.Requested, 10)
	return append(text, '}'), true
}
