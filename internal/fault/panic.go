package fault

import (
	"fmt"
	"runtime/debug"
)

// Panic is a panic that was caught. It is our mistake, and no fault of a
// client's; its text, for the log alone, says where it happened.
type Panic struct {
	cause any
	stack string
}

// Caught turns what recover returned into an error. It is called where the
// panic is caught, as it notes the stack.
func Caught(cause any) error { return &Panic{cause: cause, stack: string(debug.Stack())} }

// Error implements error.
func (p *Panic) Error() string { return fmt.Sprintf("panic: %v\n%s", p.cause, p.stack) }

// Safely runs do and returns its error; a panic becomes one.
func Safely(do func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = Caught(cause)
		}
	}()
	return do()
}
