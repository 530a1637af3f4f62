package ingest

import (
	"fmt"

	"pressgraph/internal/fault"
)

// Reason is why a text as a whole cannot be read. It is an error, to be asked
// for with errors.Is.
type Reason string

// The values of Reason.
const (
	ErrEmpty      Reason = "the text is empty"
	ErrTooLarge   Reason = "the text is too large"
	ErrBinary     Reason = "the file is not text"
	ErrNotListing Reason = "the text is not a listing of releases"
	ErrFormat     Reason = "the format cannot be read"
)

// Error returns the reason in general words.
func (r Reason) Error() string { return string(r) }

// Unreadable says in one sentence, safe to show, why nothing of a text was
// read. It matches its Reason, and unwraps to a fault of the argument at fault.
type Unreadable struct {
	Reason  Reason
	Message string
}

// Error returns the sentence.
func (u *Unreadable) Error() string { return u.Message }

// Is reports whether target is the reason.
func (u *Unreadable) Is(target error) bool {
	reason, ok := target.(Reason)
	return ok && reason == u.Reason
}

// Unwrap returns the fault that clients of the API are shown.
func (u *Unreadable) Unwrap() error {
	if u.Reason == ErrFormat {
		return fault.Invalid("format", "%s", u.Message)
	}
	return fault.Invalid("text", "%s", u.Message)
}

func unreadable(reason Reason, format string, args ...any) *Unreadable {
	return &Unreadable{Reason: reason, Message: fmt.Sprintf(format, args...)}
}
