package walk

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
)

// Dearer makes operations that take more work out of others, by what a schema
// allows: longer lists, more of them within each other and beside each other,
// filters that reach further, more dimensions of groups, other ties. It serves
// one goroutine.
type Dearer struct {
	schema *ast.Schema
	random *rand.Rand
	names  int
}

// NewDearer returns one that makes the same of the same seed.
func NewDearer(of *ast.Schema, seed uint64) *Dearer {
	return &Dearer{schema: of, random: rand.New(rand.NewPCG(seed, 1))} //nolint:gosec // repeats by its seed
}

// Seeds are the queries to begin with: one for each field of the root.
func (d *Dearer) Seeds() []string {
	var all []string
	for _, f := range d.schema.Query.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		if field := d.field(f, 1); field != nil {
			all = append(all, d.write(ast.SelectionSet{field}))
		}
	}
	return all
}

// Change returns what a change or some make of a document, and whether that is
// valid.
func (d *Dearer) Change(document string) (changed string, ok bool) {
	doc, errs := gqlparser.LoadQueryWithRules(d.schema, document, nil)
	if errs != nil || len(doc.Operations) != 1 {
		return "", false
	}
	operation := doc.Operations[0]
	for range 1 + d.random.IntN(3) {
		places := placesOf(&operation.SelectionSet, d.schema.Query.Name)
		d.change(places[d.random.IntN(len(places))])
	}
	changed = d.write(operation.SelectionSet)
	_, errs = gqlparser.LoadQueryWithRules(d.schema, changed, nil)
	return changed, errs == nil
}

func (d *Dearer) write(set ast.SelectionSet) string {
	var text strings.Builder
	doc := &ast.QueryDocument{Operations: ast.OperationList{{Operation: ast.Query, SelectionSet: set}}}
	formatter.NewFormatter(&text, formatter.WithIndent(" ")).FormatQueryDocument(doc)
	return text.String()
}

// place is where fields of a type are selected.
type place struct {
	set *ast.SelectionSet
	of  string
}

func placesOf(set *ast.SelectionSet, of string) []place {
	all := []place{{set, of}}
	for _, selection := range *set {
		if f, ok := selection.(*ast.Field); ok && len(f.SelectionSet) > 0 && f.Definition != nil {
			all = append(all, placesOf(&f.SelectionSet, f.Definition.Type.Name())...)
		}
	}
	return all
}

// change changes something in one place.
func (d *Dearer) change(at place) {
	var fields []*ast.Field
	for _, selection := range *at.set {
		if f, ok := selection.(*ast.Field); ok && f.Definition != nil {
			fields = append(fields, f)
		}
	}
	definition := d.schema.Types[at.of]
	if len(fields) == 0 || d.random.IntN(4) == 0 {
		d.add(at.set, definition)
		return
	}
	f := fields[d.random.IntN(len(fields))]
	if d.random.IntN(3) == 0 {
		d.repeat(at.set, f)
		return
	}
	for _, argument := range f.Definition.Arguments {
		if value := d.dear(argument.Type, 0); value != nil && d.random.IntN(2) == 0 {
			setArgument(f, argument.Name, value)
		}
	}
}

// add selects one more field of a type.
func (d *Dearer) add(set *ast.SelectionSet, of *ast.Definition) {
	if of == nil || len(of.Fields) == 0 {
		return
	}
	if field := d.field(of.Fields[d.random.IntN(len(of.Fields))], 1+d.random.IntN(3)); field != nil {
		field.Alias = d.alias()
		*set = append(*set, field)
	}
}

// repeat selects a field many times, each with other texts: equal ones might be
// answered at once.
func (d *Dearer) repeat(set *ast.SelectionSet, f *ast.Field) {
	for range 1 + d.random.IntN(12) {
		again := *f
		again.Alias, again.Arguments = d.alias(), nil
		for _, a := range f.Arguments {
			value := a.Value
			if text := a.Value.String(); strings.Contains(text, "contains") {
				value = d.raw(strings.ReplaceAll(text, `contains:"`, `contains:"`+d.letter()))
			}
			again.Arguments = append(again.Arguments, &ast.Argument{Name: a.Name, Value: value})
		}
		*set = append(*set, &again)
	}
}

func (d *Dearer) alias() string {
	d.names++
	return "x" + strconv.Itoa(d.names%1000)
}

func (d *Dearer) letter() string { return string(rune('a' + d.random.IntN(26))) }

// field selects a field with what it needs, and leaves or lists below it.
func (d *Dearer) field(of *ast.FieldDefinition, depth int) *ast.Field {
	f := &ast.Field{Name: of.Name, Alias: of.Name, Definition: of}
	for _, argument := range of.Arguments {
		value := d.dear(argument.Type, 0)
		if argument.Type.NonNull && argument.DefaultValue == nil && value == nil || of.Directives.ForName("access") != nil {
			return nil
		}
		if value != nil && (argument.Type.NonNull || d.random.IntN(2) == 0) {
			setArgument(f, argument.Name, value)
		}
	}
	t := d.schema.Types[of.Type.Name()]
	if t.IsLeafType() {
		return f
	}
	f.SelectionSet = d.below(t, depth)
	return f
}

func (d *Dearer) below(t *ast.Definition, depth int) ast.SelectionSet {
	set := ast.SelectionSet{&ast.Field{Name: "__typename", Alias: "__typename"}}
	if t.IsAbstractType() {
		return set
	}
	for _, i := range d.random.Perm(len(t.Fields)) {
		leaf := d.schema.Types[t.Fields[i].Type.Name()].IsLeafType()
		if len(set) > 3 || !leaf && depth <= 0 {
			continue
		}
		if field := d.field(t.Fields[i], depth-1); field != nil {
			set = append(set, field)
		}
	}
	return set
}

func setArgument(f *ast.Field, name string, value *ast.Value) {
	f.Arguments = slices.DeleteFunc(slices.Clone(f.Arguments), func(a *ast.Argument) bool { return a.Name == name })
	f.Arguments = append(f.Arguments, &ast.Argument{Name: name, Value: value})
}

func (d *Dearer) raw(text string) *ast.Value { return &ast.Value{Kind: ast.EnumValue, Raw: text} }

// dear returns a value that asks for much, or nil where the type has none.
func (d *Dearer) dear(t *ast.Type, depth int) *ast.Value {
	if text := d.text(t, depth); text != "" {
		return d.raw(text)
	}
	return nil
}

func (d *Dearer) text(t *ast.Type, depth int) string {
	if t.Elem != nil {
		inner := make([]string, 0, 3)
		for range 1 + d.random.IntN(3) {
			if text := d.text(t.Elem, depth+1); text != "" && !slices.Contains(inner, text) {
				inner = append(inner, text)
			}
		}
		return "[" + strings.Join(inner, ",") + "]"
	}
	definition := d.schema.Types[t.NamedType]
	switch {
	case t.NamedType == "Int":
		return []string{"100", "100", "99", "1000", "10"}[d.random.IntN(5)]
	case t.NamedType == "String":
		return `"` + []string{"the", "e", "university", "a", "research agreement"}[d.random.IntN(5)] + `"`
	case t.NamedType == "PartialDate":
		return `"20` + strconv.Itoa(10+d.random.IntN(15)) + `"`
	case t.NamedType == "Date":
		return `"20` + strconv.Itoa(10+d.random.IntN(15)) + `-06-01"`
	case definition.Kind == ast.Enum:
		return definition.EnumValues[d.random.IntN(len(definition.EnumValues))].Name
	case definition.Kind == ast.InputObject && depth < 6:
		return d.input(definition, depth)
	}
	return ""
}

func (d *Dearer) input(t *ast.Definition, depth int) string {
	var members []string
	for _, i := range d.random.Perm(len(t.Fields)) {
		f := t.Fields[i]
		if value := d.text(f.Type, depth+1); value != "" && (f.Type.NonNull || len(members) < 2) {
			members = append(members, f.Name+":"+value)
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}
