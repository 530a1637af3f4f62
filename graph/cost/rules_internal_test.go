package cost

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/vektah/gqlparser/v2/ast"
)

// plain are the fields whose arguments do not change what they cost, columns
// of an object or single objects.
func plain() []coordinate {
	return []coordinate{
		{"Addressable", "label"},
		{"Release", "label"},
		{"Partner", "label"}, {"Partner", "name"}, {"Partner", "description"},
		{"Initiative", "label"}, {"Initiative", "name"}, {"Initiative", "description"},
		{"Topic", "label"}, {"Topic", "name"},
		{"Query", "node"}, {"Query", "release"}, {"Query", "partner"}, {"Query", "initiative"}, {"Query", "topic"},
	}
}

// fewNodes are the types whose unpaged lists count as 5.
func fewNodes() []string {
	return []string{
		"APIKey", "Addressable", "Community", "Correction", "DuplicatePartners", "Evidence", "LostTie", "Participation",
		"Partner", "PathHop", "Release", "Suggestion", "Topic",
	}
}

// each calls do for the fields of all objects and interfaces but those with
// which the schema describes itself.
func each(s *ast.Schema, do func(object *ast.Definition, field *ast.FieldDefinition)) {
	for _, definition := range s.Types {
		if strings.HasPrefix(definition.Name, "__") || definition.Kind != ast.Object && definition.Kind != ast.Interface {
			continue
		}
		for _, field := range definition.Fields {
			if !strings.HasPrefix(field.Name, "__") {
				do(definition, field)
			}
		}
	}
}

func TestEveryRuleIsOfAFieldOfTheSchema(t *testing.T) {
	t.Parallel()
	s := LoadSchema(t)
	for at, r := range exceptions() {
		object := s.Types[at.object]
		if object == nil || object.Fields.ForName(at.field) == nil {
			t.Errorf("there is a rule for %s.%s, which the schema does not have", at.object, at.field)
			continue
		}
		checkArguments(t, at, object.Fields.ForName(at.field), r)
	}
	for _, at := range plain() {
		if object := s.Types[at.object]; object == nil || object.Fields.ForName(at.field) == nil {
			t.Errorf("%s.%s is named as plain, and the schema does not have it", at.object, at.field)
		}
	}
	for name := range bundled() {
		if s.Types[name] == nil {
			t.Errorf("the values of type %s are priced, and the schema does not have it", name)
		}
	}
	for _, name := range fewNodes() {
		if s.Types[name] == nil || bundled()[name] {
			t.Errorf("unpaged lists of %s are to count as 5, and it is no type or one of values", name)
		}
	}
}

func checkArguments(t *testing.T, at coordinate, field *ast.FieldDefinition, r rule) {
	t.Helper()
	for _, name := range append(slices.Clone(r.size.arguments), r.only) {
		if name != "" && field.Arguments.ForName(name) == nil {
			t.Errorf("the rule for %s.%s speaks of an argument %s that it does not have", at.object, at.field, name)
		}
	}
}

// TestEveryFieldWithArgumentsIsPricedOnPurpose fails for a new field until
// somebody has said what it costs: in exceptions, or here in plain.
func TestEveryFieldWithArgumentsIsPricedOnPurpose(t *testing.T) {
	t.Parallel()
	s := LoadSchema(t)
	each(s, func(object *ast.Definition, field *ast.FieldDefinition) {
		at := coordinate{object.Name, field.Name}
		_, excepted := exceptions()[at]
		_, ofConnections := connection()[field.Name]
		input := object == s.Mutation || object == s.Subscription // The arguments of a change are what it changes.
		switch r := ruleOf(s, object.Name, field); {
		case len(field.Arguments) == 0 || excepted || slices.Contains(plain(), at) || input:
		case isConnection(object.Name) && ofConnections:
		case r.kind == page && field.Arguments.ForName("first") != nil:
		default:
			t.Errorf("%s.%s has arguments, and nobody has said what it costs", object.Name, field.Name)
		}
	})
}

// TestEveryListIsPricedOnPurpose fails for an unpaged list of a new type until
// somebody has said whether it is one of values or of nodes.
func TestEveryListIsPricedOnPurpose(t *testing.T) {
	t.Parallel()
	s := LoadSchema(t)
	each(s, func(object *ast.Definition, field *ast.FieldDefinition) {
		result := s.Types[field.Type.Name()]
		_, excepted := exceptions()[coordinate{object.Name, field.Name}]
		_, ofConnections := connection()[field.Name]
		if field.Type.Elem == nil || result.IsLeafType() || excepted || isConnection(object.Name) && ofConnections {
			return
		}
		if !bundled()[result.Name] && !slices.Contains(fewNodes(), result.Name) {
			t.Errorf("%s.%s is a list of %s, and nobody has said what that costs", object.Name, field.Name, result.Name)
		}
	})
}

func TestEveryFieldOfAConnectionIsKnown(t *testing.T) {
	t.Parallel()
	s := LoadSchema(t)
	found := map[string]bool{}
	each(s, func(object *ast.Definition, field *ast.FieldDefinition) {
		if !isConnection(object.Name) {
			return
		}
		found[field.Name] = true
		r, ok := connection()[field.Name]
		if _, excepted := exceptions()[coordinate{object.Name, field.Name}]; !ok && !excepted {
			t.Errorf("%s.%s is no field that connections have", object.Name, field.Name)
		}
		checkArguments(t, coordinate{object.Name, field.Name}, field, r)
	})
	for name := range connection() {
		if !found[name] {
			t.Errorf("there is a rule for the field %s of connections, which none has", name)
		}
	}
}

func TestEveryPageNamesItsSize(t *testing.T) {
	t.Parallel()
	s := LoadSchema(t)
	each(s, func(object *ast.Definition, field *ast.FieldDefinition) {
		_, excepted := exceptions()[coordinate{object.Name, field.Name}] // which names its own arguments
		if r := ruleOf(s, object.Name, field); r.kind == page && !excepted && field.Arguments.ForName("first") == nil {
			t.Errorf("%s.%s answers a page, and has no argument first", object.Name, field.Name)
		}
	})
}

// TestEveryListIsPricedUpToWhatItSays holds the greatest sizes, which the lists
// themselves refuse to exceed, against what the schema tells of them.
func TestEveryListIsPricedUpToWhatItSays(t *testing.T) {
	t.Parallel()
	s := LoadSchema(t)
	each(s, func(object *ast.Definition, field *ast.FieldDefinition) {
		r := ruleOf(s, object.Name, field)
		for _, name := range r.size.arguments {
			argument := field.Arguments.ForName(name)
			if argument == nil || r.size.most == unbounded {
				continue
			}
			most := strconv.FormatInt(r.size.most, 10)
			if said := argument.Description; !slices.Contains(strings.FieldsFunc(said, func(c rune) bool { return !unicode.IsDigit(c) }), most) {
				t.Errorf("%s.%s is priced up to %s, and its argument %s says %q", object.Name, field.Name, most, name, said)
			}
		}
	})
}
