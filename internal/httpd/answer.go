package httpd

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/internal/fault"
)

// coded returns an error of the contract with one of its codes.
func coded(code fault.Code, format string, args ...any) *gqlerror.Error {
	err := gqlerror.Errorf(format, args...)
	err.Extensions = map[string]any{"code": string(code)}
	return err
}

// fieldError returns BAD_USER_INPUT for a member of the request.
func fieldError(field, format string, args ...any) *gqlerror.Error {
	err := coded(fault.CodeBadInput, format, args...)
	err.Extensions["field"] = field
	return err
}

// codeOf returns the code that an error carries, or none.
func codeOf(err *gqlerror.Error) fault.Code {
	code, _ := err.Extensions["code"].(string)
	return fault.Code(code)
}

// statusOf returns the HTTP status for a request that was refused with code,
// or 0 for the codes that leave it to the media type.
func statusOf(code fault.Code) int {
	switch code {
	case fault.CodeUnauthenticated:
		return http.StatusUnauthorized
	case fault.CodeForbidden:
		return http.StatusForbidden
	case fault.CodeRateLimited:
		return http.StatusTooManyRequests
	case fault.CodeOverloaded:
		return http.StatusServiceUnavailable
	case fault.CodeTimeout:
		return http.StatusGatewayTimeout
	case fault.CodeInternal:
		return http.StatusInternalServerError
	default:
		return 0
	}
}

// later reports whether a request refused with code may do as it is, later.
func later(code fault.Code) bool {
	return code == fault.CodeRateLimited || code == fault.CodeOverloaded || code == fault.CodeTimeout
}

// refuseFailed answers that something failed before the request was read: our
// mistake, or a database that is out of reach.
func (s *Server) refuseFailed(ctx context.Context, w http.ResponseWriter, err error) {
	told := s.present(ctx, err)
	status := statusOf(codeOf(told))
	if status == 0 {
		status = http.StatusInternalServerError
	}
	refuse(w, status, told)
}

// retryAfter returns after how many seconds to try again.
func retryAfter(err *gqlerror.Error) string {
	if seconds, ok := err.Extensions["retryAfter"].(int); ok {
		return strconv.Itoa(seconds)
	}
	return "1"
}

// refuse answers a request that never reached the schema.
func refuse(w http.ResponseWriter, status int, err *gqlerror.Error) {
	if later(codeOf(err)) {
		w.Header().Set("Retry-After", retryAfter(err))
	}
	writeOne(w, status, jsonType, &graphql.Response{Errors: gqlerror.List{err}})
}

// writeOne answers with one response.
func writeOne(w http.ResponseWriter, status int, mediaType string, response *graphql.Response) {
	writeBody(w, status, mediaType, appendEncoded(nil, response))
}

// encoded returns the answer in a buffer, and gives back that of its data.
func (s *Server) encoded(response *graphql.Response) []byte {
	const around = 96 // bytes of the members' names and of what an operation costs
	body := appendEncoded(s.buffers.Take(len(response.Data)+around), response)
	s.buffers.Give(response.Data)
	response.Data = nil
	return body
}

// encodedList returns the answer to a batch.
func encodedList(responses []*graphql.Response) []byte {
	var body []byte
	separator := byte('[')
	for _, response := range responses {
		body = appendEncoded(append(body, separator), response)
		separator = ','
	}
	return append(body, ']')
}

// writeStatus answers with a small object for people and probes.
func writeStatus(w http.ResponseWriter, status int, value any) {
	writeBody(w, status, jsonType, append(plainJSON(value), '\n'))
}

func writeBody(w http.ResponseWriter, status int, mediaType string, body []byte) {
	setHeader(w, "Content-Type", inUTF8(mediaType))
	setHeader(w, "Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) //nolint:gosec // its type is told, and no browser guesses another; a client that has gone needs no answer
}

// inUTF8 returns a media type with its charset.
func inUTF8(mediaType string) string {
	switch mediaType {
	case jsonType:
		return jsonType + "; charset=utf-8"
	case graphqlType:
		return graphqlType + "; charset=utf-8"
	default:
		return mediaType + "; charset=utf-8"
	}
}

// appendEncoded writes errors first, as the specification advises, and leaves out
// data where nothing was executed, as it demands.
func appendEncoded(body []byte, response *graphql.Response) []byte {
	separator := byte('{')
	begin := func(name string) {
		body = append(append(append(body, separator, '"'), name...), `":`...)
		separator = ','
	}
	if len(response.Errors) > 0 {
		begin("errors")
		body = append(body, plainJSON(response.Errors)...)
	}
	if len(response.Data) > 0 {
		begin("data")
		body = append(body, response.Data...)
	}
	if len(response.Extensions) > 0 {
		begin("extensions")
		body = appendExtensions(body, response.Extensions)
	}
	if separator == '{' {
		body = append(body, '{')
	}
	return append(body, '}')
}

// appendExtensions writes those of nearly every answer, which are its cost alone,
// without looking at what they are made of.
func appendExtensions(body []byte, extensions map[string]any) []byte {
	if told, ok := extensions[costMember].(*costTelling); ok && len(extensions) == 1 {
		if whole, ok := told.appendTo(append(body, `{"`+costMember+`":`...)); ok {
			return append(whole, '}')
		}
	}
	return append(body, plainJSON(extensions)...)
}

// plainJSON returns v as JSON with < and > as they are.
func plainJSON(v any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return []byte(`null`)
	}
	return bytes.TrimRight(out.Bytes(), "\n")
}

// internal logs an error that is no client's fault, and returns what the
// client is told of it.
func (s *Server) internal(ctx context.Context, doing string, cause error) *gqlerror.Error {
	s.config.Log.ErrorContext(ctx, "failed", "doing", doing, "error", cause)
	return internalError(ctx)
}

func internalError(ctx context.Context) *gqlerror.Error {
	err := coded(fault.CodeInternal, "something went wrong here; name the request id when you report it")
	err.Extensions["requestId"] = idOf(ctx)
	return err
}
