// Package access knows who is asking and what they may see. It knows nothing
// of requests, databases or GraphQL.
package access

import (
	"context"
	"strconv"
)

// Role is what a caller may do; a greater role does all that a lesser one does.
type Role string

// The roles, the least first.
const (
	RolePublic  Role = "PUBLIC"
	RoleAnalyst Role = "ANALYST"
	RoleEditor  Role = "EDITOR"
	RoleAdmin   Role = "ADMIN"
)

// Values lists the roles for schemas and flags.
func (Role) Values() []string {
	return []string{string(RolePublic), string(RoleAnalyst), string(RoleEditor), string(RoleAdmin)}
}

func (r Role) rank() int {
	switch r {
	case RoleAdmin:
		return 3
	case RoleEditor:
		return 2
	case RoleAnalyst:
		return 1
	case RolePublic:
		return 0
	}
	return 0
}

// Allows reports whether a caller with role r may do what needs the role need.
// An unknown need is refused to everybody.
func (r Role) Allows(need Role) bool {
	switch need {
	case RolePublic, RoleAnalyst, RoleEditor, RoleAdmin:
		return r.rank() >= need.rank()
	}
	return false
}

// World is one of the two lives of the content.
type World int

const (
	// Public is what readers and analysts see; it is the zero value, so that
	// whoever forgets to ask sees nothing hidden.
	Public World = iota
	// Everything is what editors and the program itself see.
	Everything
)

// Viewer is the one who asks. The zero value is an anonymous reader.
type Viewer struct {
	// Name is the key's name; empty for an anonymous reader.
	Name string
	// KeyID is the id of the API key, 0 without one.
	KeyID int64
	Role  Role
}

// World returns the life of the content that the viewer sees.
func (v Viewer) World() World {
	if v.Role.Allows(RoleEditor) {
		return Everything
	}
	return Public
}

// System is the program itself: migrations, imports from the command line, repairs.
func System(name string) Viewer { return Viewer{Name: name, Role: RoleAdmin} }

type contextKey struct{}

// With returns a context in which v is asking.
func With(ctx context.Context, v Viewer) context.Context {
	if v.Role == "" {
		v.Role = RolePublic
	}
	return context.WithValue(ctx, contextKey{}, v)
}

// From returns who is asking; an anonymous reader where nobody was named.
func From(ctx context.Context) Viewer {
	if v, ok := ctx.Value(contextKey{}).(Viewer); ok {
		return v
	}
	return Viewer{Role: RolePublic}
}

// Column returns the name under which a column with two lives is kept for w:
// readers' is public_ and the plain name.
func (w World) Column(name string) string {
	if w == Public {
		return "public_" + name
	}
	return name
}

// Counter writes the counter that w is told of, as clients get and send it:
// p42 of what readers can see, e97 of everything.
func (w World) Counter(all, public int64) string {
	if w == Public {
		return "p" + strconv.FormatInt(public, 10)
	}
	return "e" + strconv.FormatInt(all, 10)
}
