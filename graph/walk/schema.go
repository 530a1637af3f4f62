package walk

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Introspection is the query that ReadSchema reads the answer of.
const Introspection = `{ __schema { queryType { name } mutationType { name } types {
  kind name
  fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...input } type { ...ref } }
  inputFields(includeDeprecated: true) { ...input }
  possibleTypes { name }
  enumValues(includeDeprecated: true) { name }
} } }
fragment input on __InputValue { name defaultValue type { ...ref } }
fragment ref on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`

// Schema is an API as it tells of itself.
type Schema struct {
	query, mutation string
	types           map[string]*typ
}

// typ is a named type.
type typ struct {
	Kind, Name    string
	Fields        []*field
	InputFields   []*input
	PossibleTypes []struct{ Name string }
	EnumValues    []struct{ Name string }
}

type field struct {
	Name, Description string
	Args              []*input
	Type              ref
}

// input is an argument or a field of an input.
type input struct {
	Name         string
	DefaultValue *string
	Type         ref
}

// ref is a type as it is referred to: a list or non-null of another, or a name.
type ref struct {
	Kind, Name string
	OfType     *ref
}

// ReadSchema reads the answer to Introspection.
func ReadSchema(answer []byte) (*Schema, error) {
	var body struct {
		Errors []struct{ Message string }
		Data   struct {
			Schema struct {
				QueryType, MutationType struct{ Name string }
				Types                   []*typ
			} `json:"__schema"`
		}
	}
	if err := json.Unmarshal(answer, &body); err != nil {
		return nil, fmt.Errorf("read what the API tells of itself: %w", err)
	}
	if len(body.Errors) > 0 {
		return nil, errors.New("the API does not tell of itself: " + body.Errors[0].Message)
	}
	told := body.Data.Schema
	s := &Schema{query: told.QueryType.Name, mutation: told.MutationType.Name, types: map[string]*typ{}}
	for _, t := range told.Types {
		if !strings.HasPrefix(t.Name, "__") {
			s.types[t.Name] = t
		}
	}
	return s, nil
}

func (r ref) required() bool { return r.Kind == "NON_NULL" }

// nullable is the type without its non-null.
func (r ref) nullable() ref {
	if r.required() {
		return *r.OfType
	}
	return r
}

func (r ref) list() bool { return r.nullable().Kind == "LIST" }

// named is the name at the bottom of a type.
func (r ref) named() string {
	for r.OfType != nil {
		r = *r.OfType
	}
	return r.Name
}

// String is the type as a document writes it.
func (r ref) String() string {
	switch r.Kind {
	case "NON_NULL":
		return r.OfType.String() + "!"
	case "LIST":
		return "[" + r.OfType.String() + "]"
	default:
		return r.Name
	}
}

// composite tells whether something must be selected below a field of the type.
func (t *typ) composite() bool {
	return t.Kind == "OBJECT" || t.Kind == "INTERFACE" || t.Kind == "UNION"
}

func (f *field) arg(name string) *input {
	at := slices.IndexFunc(f.Args, func(a *input) bool { return a.Name == name })
	if at < 0 {
		return nil
	}
	return f.Args[at]
}

// protected tells whether readers are refused the field: it says so in words,
// as directives are not told.
func (f *field) protected() bool {
	return strings.HasPrefix(f.Description, "Editors only.") || strings.HasPrefix(f.Description, "Admins only.")
}

func (s *Schema) of(r ref) *typ { return s.types[r.named()] }
