package input

import (
	"errors"
	"fmt"

	"pressgraph/internal/fault"
)

// Complaints collects all that is wrong with an input, each with its field.
// Copies of one share what they collect; only the field differs.
type Complaints struct {
	all  *[]error
	path string
}

// Complain starts a collection at a field, which may be empty.
func Complain(path string) Complaints { return Complaints{all: new([]error), path: path} }

// Field returns the same collection at a field of the one it stands at.
func (c Complaints) Field(name string) Complaints {
	if c.path != "" {
		name = c.path + "." + name
	}
	return Complaints{all: c.all, path: name}
}

// AtPath returns the same collection at another place, told by its path.
func (c Complaints) AtPath(path string) Complaints { return Complaints{all: c.all, path: path} }

// Path returns the path that it stands at.
func (c Complaints) Path() string { return c.path }

// Item returns the same collection at an element of the list it stands at.
func (c Complaints) Item(i int) Complaints {
	return Complaints{all: c.all, path: fmt.Sprintf("%s[%d]", c.path, i)}
}

// Add complains about the field.
func (c Complaints) Add(format string, args ...any) {
	*c.all = append(*c.all, fault.Invalid(c.path, format, args...))
}

// Note complains about the field with what a parser found, if anything.
func (c Complaints) Note(err error) {
	if err != nil {
		c.Add("%s", err)
	}
}

// Conflict complains that the field cannot be like this as things stand.
func (c Complaints) Conflict(format string, args ...any) {
	f := fault.Conflict(format, args...)
	f.Field = c.path
	*c.all = append(*c.all, f)
}

// Any reports whether there are any complaints.
func (c Complaints) Any() bool { return len(*c.all) > 0 }

// Len returns how many complaints there are, wherever they stand.
func (c Complaints) Len() int { return len(*c.all) }

// Err returns all complaints as one error; nil if there are none.
func (c Complaints) Err() error { return errors.Join(*c.all...) }
