package httpd

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/internal/fault"
	"pressgraph/internal/memory"
)

// graphql answers GraphQL over HTTP: POST with JSON, and GET and HEAD for queries.
func (s *Server) graphql(w http.ResponseWriter, r *http.Request) {
	addVary(w, "Accept")
	addVary(w, costHeader)
	setHeader(w, "Cache-Control", "no-store")
	mode, err := readCostMode(r.Header)
	if err != nil {
		refuse(w, http.StatusBadRequest, err)
		return
	}
	requestOf(r.Context()).mode = mode
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		s.get(w, r)
	case http.MethodPost:
		s.post(w, r)
	default:
		otherMethod(w, r, "GET, HEAD, POST, OPTIONS")
	}
}

// timed returns what ends when a request has been thought about long enough. How
// long its body takes to arrive is not part of that.
func (s *Server) timed(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), s.config.Limits.timeOf(viewerOf(r.Context())))
}

func (s *Server) get(w http.ResponseWriter, r *http.Request) {
	question := s.questionOf(r, []byte(r.URL.RawQuery))
	if s.answerKept(w, r, question) {
		return
	}
	ctx, cancel := s.timed(r)
	defer cancel()
	params, err := readQuery(r.URL.RawQuery)
	if err != nil {
		refuse(w, http.StatusBadRequest, err)
		return
	}
	s.respond(ctx, w, r, question, operations{all: []*graphql.RawParams{params}})
}

func (s *Server) post(w http.ResponseWriter, r *http.Request) {
	if err := checkBody(w, r); err != nil {
		refuse(w, http.StatusUnsupportedMediaType, err)
		return
	}
	release, status, err := s.admitBody(w, r)
	if err != nil {
		refuse(w, status, err)
		return
	}
	defer exchangeOf(w).waiting.leave()
	if release != nil {
		defer release()
	}
	held := placeOf(r.Context())
	held.pause()
	body, status, err := readBody(r)
	if err != nil {
		refuse(w, status, err)
		return
	}
	if err := held.resume(r.Context()); err != nil {
		s.refuseFailed(r.Context(), w, err)
		return
	}
	question := s.questionOf(r, body)
	if s.answerKept(w, r, question) {
		return
	}
	ctx, cancel := s.timed(r)
	defer cancel()
	asked, err := s.readOperations(body)
	if err != nil {
		refuse(w, http.StatusBadRequest, err)
		return
	}
	s.respond(ctx, w, r, question, asked)
}

// run runs all operations to their answer.
func (s *Server) run(ctx context.Context, r *http.Request, asked operations) *answer {
	if !asked.list {
		return s.answerOf(ctx, r, s.execute(ctx, r, asked.all[0]))
	}
	responses := make([]*graphql.Response, len(asked.all))
	whole := true
	for i, operation := range asked.all {
		responses[i] = s.execute(ctx, r, operation)
		s.note(ctx, responses[i])
		whole = whole && len(responses[i].Errors) == 0
	}
	return &answer{status: http.StatusOK, mediaType: responseType(r), body: encodedList(responses), whole: whole}
}

// execute runs one operation to its only response.
func (s *Server) execute(ctx context.Context, r *http.Request, params *graphql.RawParams) *graphql.Response {
	ctx = withHeld(graphql.StartOperationTrace(ctx))
	params.Headers = r.Header
	operation, errs := s.executor.CreateOperationContext(ctx, params)
	if about := requestOf(ctx); about != nil && operation != nil && operation.Operation != nil {
		about.operation = strings.TrimSpace(about.operation + " " + operation.Operation.Name)
	}
	if len(errs) == 0 {
		errs = checkMethod(r.Method, operation.Operation)
	}
	if len(errs) > 0 {
		errs = tidy(errs)
		return s.executor.DispatchError(graphql.WithOperationContext(ctx, operation), errs)
	}
	if operation.Operation.Operation == ast.Mutation {
		ctx = memory.Without(ctx)
		requestOf(ctx).willChange()
		if held := placeOf(ctx); held != nil {
			held.changes = true
		}
	}
	respond, ctx := s.executor.DispatchOperation(ctx, operation)
	if response := respond(ctx); response != nil {
		return response
	}
	// The executor answers nothing where the time was up before it began.
	return &graphql.Response{Errors: gqlerror.List{s.present(ctx, cmp.Or(ctx.Err(), errNoResponse))}}
}

var errNoResponse = errors.New("the executor has no response")

// errMethod marks an operation that its method must not run.
var errMethod = errors.New("an operation that this method must not run")

// checkMethod refuses what cannot be answered: only a POST changes anything, and one
// response is no subscription.
func checkMethod(method string, operation *ast.OperationDefinition) gqlerror.List {
	var err *gqlerror.Error
	switch {
	case operation.Operation == ast.Subscription:
		err = coded(fault.CodeBadInput, "a subscription is not answered over plain HTTP")
	case operation.Operation == ast.Mutation && method != http.MethodPost:
		err = coded(fault.CodeBadInput, "a mutation must be sent by POST")
	default:
		return nil
	}
	err.Err = errMethod
	return gqlerror.List{err}
}

// answerOf makes the answer of one response, with the status that its errors call
// for.
func (s *Server) answerOf(ctx context.Context, r *http.Request, response *graphql.Response) *answer {
	s.note(ctx, response)
	a := &answer{mediaType: responseType(r), whole: len(response.Errors) == 0}
	for _, err := range response.Errors {
		if later(codeOf(err)) {
			a.retryAfter = retryAfter(err)
		}
		if errors.Is(err, errMethod) {
			a.allow = http.MethodPost
		}
	}
	a.status, a.body = responseStatus(a.mediaType, response), s.encoded(response)
	return a
}

// responseStatus follows GraphQL over HTTP: 200 where anything was executed.
// What was not is a bad request, and 200 again to clients of plain JSON, who
// take any other status for an answer that is not GraphQL. Faults of ours, and
// requests to be sent again, are told by the status in any case.
func responseStatus(mediaType string, response *graphql.Response) int {
	if len(response.Errors) == 0 {
		return http.StatusOK
	}
	executed, first := len(response.Data) > 0, response.Errors[0]
	if executed && !holdsNothing(response.Data, later(codeOf(first))) {
		return http.StatusOK
	}
	if status := statusOf(codeOf(first)); status != 0 && (!executed || later(codeOf(first))) {
		return status
	}
	switch {
	case errors.Is(first, errMethod):
		return http.StatusMethodNotAllowed
	case executed || mediaType == jsonType:
		return http.StatusOK
	default:
		return http.StatusBadRequest
	}
}

// holdsNothing reports whether nothing was answered: null, or, to a request that
// is to be sent again, nulls alone.
func holdsNothing(data []byte, again bool) bool {
	if !again || bytes.Equal(data, []byte("null")) {
		return bytes.Equal(data, []byte("null"))
	}
	var members map[string]*json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return false
	}
	for _, member := range members {
		if member != nil {
			return false
		}
	}
	return true
}
