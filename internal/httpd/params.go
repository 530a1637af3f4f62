package httpd

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/internal/fault"
)

// readBody returns the body of a POST. The status is of the error, if there is one.
func readBody(r *http.Request) (body []byte, status int, err *gqlerror.Error) {
	// One byte more than there are shows that there are no more.
	body = make([]byte, 0, int(max(0, min(r.ContentLength, freeWait))+1))
	var cause error
	for cause == nil {
		if len(body) == cap(body) {
			body = append(body, 0)[:len(body)]
		}
		var n int
		n, cause = r.Body.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
	}
	if cause == io.EOF { //nolint:errorlint // what wraps it is another
		return body, 0, nil
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](cause); ok {
		return nil, http.StatusRequestEntityTooLarge, bodyTooLong(tooLarge.Limit)
	}
	if errors.Is(cause, errNoRoom) {
		return nil, http.StatusServiceUnavailable, coded(fault.CodeOverloaded, "%s", overloaded())
	}
	return nil, http.StatusBadRequest, coded(fault.CodeBadInput, "the request's body ended early, or came too slowly")
}

// operations are what a request asks for: one, or a list of them.
type operations struct {
	all  []*graphql.RawParams
	list bool
}

// readOperations reads what the body of a POST asks for.
func (s *Server) readOperations(body []byte) (operations, *gqlerror.Error) {
	if body = bytes.TrimSpace(body); len(body) > 0 && body[0] == '[' {
		all, err := s.readBatch(body)
		return operations{all, true}, err
	}
	one, err := readOperation(body)
	return operations{[]*graphql.RawParams{one}, false}, err
}

func (s *Server) readBatch(body []byte) ([]*graphql.RawParams, *gqlerror.Error) {
	var members []json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		return nil, notJSON(err)
	}
	if len(members) == 0 {
		return nil, coded(fault.CodeBadInput, "the list of operations must not be empty")
	}
	if limit := s.config.Limits.Batch; len(members) > limit {
		return nil, exceeded(nil, limit, "the request holds %d operations; at most %d are taken", len(members), limit)
	}
	operations := make([]*graphql.RawParams, len(members))
	for i, member := range members {
		var err *gqlerror.Error
		if operations[i], err = readOperation(member); err != nil {
			return nil, err
		}
	}
	return operations, nil
}

// readOperation reads one operation as it stands in a body.
func readOperation(body []byte) (*graphql.RawParams, *gqlerror.Error) {
	if params := readAtOnce(body); params != nil {
		return params, nil
	}
	return readByMember(body)
}

// readAtOnce reads what is as it should be; nil is anything else, of which
// readByMember tells what is wrong.
func readAtOnce(body []byte) *graphql.RawParams {
	if !json.Valid(body) {
		return nil
	}
	var params graphql.RawParams
	right := true
	whole := eachMember(body, func(name, value []byte) {
		ok := true
		switch string(name) {
		case "query":
			params.Query, ok = stringOf(value)
		case "operationName":
			params.OperationName, ok = stringOf(value)
		case "variables":
			params.Variables, ok = objectOf(value)
		case "extensions":
			params.Extensions, ok = objectOf(value)
		}
		right = right && ok
	})
	if !whole || !right || params.Query == "" {
		return nil
	}
	return &params
}

func readByMember(body []byte) (*graphql.RawParams, *gqlerror.Error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil || members == nil {
		return nil, notJSON(err)
	}
	var params graphql.RawParams
	err := errors.Join(
		readMember(members, "query", "a string", &params.Query),
		readMember(members, "operationName", "a string", &params.OperationName),
		readMember(members, "variables", "an object", &params.Variables),
		readMember(members, "extensions", "an object", &params.Extensions),
	)
	return checked(&params, err)
}

// readQuery reads the operation that a GET asks for.
func readQuery(rawQuery string) (*graphql.RawParams, *gqlerror.Error) {
	query, err := url.ParseQuery(rawQuery)
	if err != nil {
		return nil, coded(fault.CodeBadInput, "the part of the address after the question mark is not well-formed")
	}
	params := graphql.RawParams{Query: query.Get("query"), OperationName: query.Get("operationName")}
	members := map[string]json.RawMessage{}
	for _, name := range []string{"variables", "extensions"} {
		if text := query.Get(name); text != "" {
			members[name] = json.RawMessage(text)
		}
	}
	err = errors.Join(
		readMember(members, "variables", "an object", &params.Variables),
		readMember(members, "extensions", "an object", &params.Extensions),
	)
	return checked(&params, err)
}

// readMember reads one member of an operation; one that is missing or null
// leaves into as it is.
func readMember(members map[string]json.RawMessage, name, form string, into any) error {
	text, ok := members[name]
	if !ok {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if decoder.Decode(into) != nil || decoder.More() {
		return fault.Invalid(name, "must be %s in JSON", form)
	}
	return nil
}

// checked returns params if they were read without an error and name a document.
func checked(params *graphql.RawParams, err error) (*graphql.RawParams, *gqlerror.Error) {
	if faults := fault.All(err); len(faults) > 0 {
		return nil, fieldError(faults[0].Field, "%s %s", faults[0].Field, faults[0].Message)
	}
	if params.Query == "" {
		return nil, fieldError("query", "query must hold a GraphQL document")
	}
	return params, nil
}

func notJSON(err error) *gqlerror.Error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) && syntax.Offset > 0 {
		return coded(fault.CodeBadInput, "the request's body is not JSON: it breaks off at byte %d", syntax.Offset)
	}
	return coded(fault.CodeBadInput, "the request's body must be a JSON object such as {\"query\": \"{ __typename }\"}")
}
