package newsroom

import (
	"errors"
	"fmt"

	"pressgraph/internal/fault"
)

// complaints collects all that is wrong with an input, each with its field.
// Copies of one share what they collect; only the field differs.
type complaints struct {
	all  *[]error
	path string
}

// complain starts a collection at a field, which may be empty.
func complain(path string) complaints { return complaints{all: new([]error), path: path} }

// field returns the same collection at a field of the one it stands at.
func (c complaints) field(name string) complaints {
	if c.path != "" {
		name = c.path + "." + name
	}
	return complaints{all: c.all, path: name}
}

// item returns the same collection at an element of the list it stands at.
func (c complaints) item(i int) complaints {
	return complaints{all: c.all, path: fmt.Sprintf("%s[%d]", c.path, i)}
}

// add complains about the field.
func (c complaints) add(format string, args ...any) {
	*c.all = append(*c.all, fault.Invalid(c.path, format, args...))
}

// note complains about the field with what a parser found, if anything.
func (c complaints) note(err error) {
	if err != nil {
		c.add("%s", err)
	}
}

// conflict complains that the field cannot be like this as things stand.
func (c complaints) conflict(format string, args ...any) {
	f := fault.Conflict(format, args...)
	f.Field = c.path
	*c.all = append(*c.all, f)
}

// some reports whether there are any complaints.
func (c complaints) some() bool { return len(*c.all) > 0 }

// err returns all complaints as one error; nil if there are none.
func (c complaints) err() error { return errors.Join(*c.all...) }
