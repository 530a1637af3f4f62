// Package fault knows the errors that a client may act on: each has a code of
// the contract and a sentence that is safe to show. Whatever is not a fault
// reaches clients as INTERNAL with a request id, its cause only in the log.
package fault

import (
	"errors"
	"fmt"
)

// Code is one of the values of extensions.code.
type Code string

// The codes, as documented in docs/errors.md.
const (
	CodeParseFailed        Code = "GRAPHQL_PARSE_FAILED"
	CodeValidationFailed   Code = "GRAPHQL_VALIDATION_FAILED"
	CodeBadInput           Code = "BAD_USER_INPUT"
	CodePageSize           Code = "PAGE_SIZE_OUT_OF_RANGE"
	CodeInvalidCursor      Code = "INVALID_CURSOR"
	CodeNotFound           Code = "NOT_FOUND"
	CodeVersionConflict    Code = "VERSION_CONFLICT"
	CodeConflict           Code = "CONFLICT"
	CodeUnauthenticated    Code = "UNAUTHENTICATED"
	CodeForbidden          Code = "FORBIDDEN"
	CodeCostLimitExceeded  Code = "COST_LIMIT_EXCEEDED"
	CodeLimitExceeded      Code = "LIMIT_EXCEEDED"
	CodeRateLimited        Code = "RATE_LIMITED"
	CodeOverloaded         Code = "OVERLOADED"
	CodeTimeout            Code = "TIMEOUT"
	CodePersistedNotFound  Code = "PERSISTED_QUERY_NOT_FOUND"
	CodePersistedForbidden Code = "PERSISTED_QUERY_NOT_ALLOWED"
	CodeInternal           Code = "INTERNAL"
)

// Fault is a coded error. Its zero value is an INTERNAL error without a sentence.
type Fault struct {
	Code Code
	// Message is one sentence, safe to show to anybody.
	Message string
	// Field names the argument or input at fault, as in input.names[0].text.
	Field string
	// Details are further members of extensions, such as currentVersion.
	Details map[string]any
}

// Error returns the sentence, led by the field if there is one.
func (f *Fault) Error() string {
	if f.Field == "" {
		return f.Message
	}
	return f.Field + ": " + f.Message
}

// In returns the fault as one of the named field, unless it names one itself.
func (f *Fault) In(field string) *Fault {
	if f.Field != "" || field == "" {
		return f
	}
	placed := *f
	placed.Field = field
	return &placed
}

// New returns a fault with the given code and sentence.
func New(code Code, format string, args ...any) *Fault {
	return &Fault{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Invalid returns BAD_USER_INPUT for the named field.
func Invalid(field, format string, args ...any) *Fault {
	return &Fault{Code: CodeBadInput, Field: field, Message: fmt.Sprintf(format, args...)}
}

// NotFound returns NOT_FOUND.
func NotFound(format string, args ...any) *Fault { return New(CodeNotFound, format, args...) }

// Conflict returns CONFLICT.
func Conflict(format string, args ...any) *Fault { return New(CodeConflict, format, args...) }

// VersionConflict returns VERSION_CONFLICT carrying the version that is current.
func VersionConflict(current int) *Fault {
	f := New(CodeVersionConflict, "somebody else has changed this in the meantime; it is now at version %d", current)
	f.Details = map[string]any{"currentVersion": current}
	return f
}

// All returns every fault in err's tree, in order. An error that is no fault
// and wraps none yields nil: it is internal.
func All(err error) []*Fault {
	if err == nil {
		return nil
	}
	switch e := err.(type) { //nolint:errorlint // the tree is walked level by level on purpose
	case *Fault:
		return []*Fault{e}
	case interface{ Unwrap() []error }:
		var all []*Fault
		for _, inner := range e.Unwrap() {
			faults := All(inner)
			if faults == nil {
				return nil
			}
			all = append(all, faults...)
		}
		return all
	}
	if inner := errors.Unwrap(err); inner != nil {
		return All(inner)
	}
	return nil
}

// Is reports whether err holds a fault with the given code.
func Is(err error, code Code) bool {
	for _, f := range All(err) {
		if f.Code == code {
			return true
		}
	}
	return false
}
