package graph_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Every input is filled with up to three values: the first is what a node is
// made with, the second what it is changed to, and the third stands beside the
// other two in lists.
const (
	firstValue = iota
	secondValue
	besideValue
)

// quotable is a text that holds "Acme" twice, so that a quote needs its place.
const quotable = "Acme and Acme and open"

// choices are the values of input fields that do not follow from their type:
// those of one input, or of all inputs that have a field of this name.
func choices() map[string][3]any {
	section, quote, start := [3]any{"TITLE", "SUMMARY", "TITLE"}, [3]any{"Acme", "Acme and", "open"}, [3]any{0, 9, 18}
	return map[string][3]any{
		"title":                 {quotable, quotable + " today", quotable},
		"summary":               {quotable + ". *Soon.*", quotable + ". **Later.**", quotable},
		"EvidenceInput.section": {"TITLE", "SUMMARY", "BODY"},
		"section":               section, "quote": quote, "start": start,
		"endedOn": {"2023-05-06", "2024", "2025"}, "until": {"2023-05-06", "2024", "2025"},
		"currency":               {"HKD", "USD", "EUR"},
		"CreateAPIKeyInput.role": {"ANALYST", "EDITOR", "ADMIN"},
	}
}

// scalarValues are the values of a scalar; of those that must be unlike any
// other, with a mark in them, of up to 8 letters and digits.
func scalarValues(scalar, field, mark string) ([3]any, bool) {
	text := func(format string) [3]any {
		return [3]any{fmt.Sprintf(format, field, 1, mark), fmt.Sprintf(format, field, 2, mark), fmt.Sprintf(format, field, 3, mark)}
	}
	switch field {
	case "slug":
		return text("%s-%d-of-%s"), true
	case "language": // A release has one translation into each.
		return [3]any{"fr-x-" + mark, "zh-Hant-x-" + mark, "de-x-" + mark}, true
	}
	values, known := map[string][3]any{
		"String":      text("The *%s* %d of %s"),
		"URL":         text("https://example.org/%s/%d?of=%s"),
		"Boolean":     {true, false, true},
		"Int":         {101, 102, 103},
		"PartialDate": {"2021-03", "2021-04-05", "2022"},
		"Time":        {"2100-01-02T03:04:05Z", "2100-01-02T03:04:06.000007Z", "2101-01-01T00:00:00Z"},
		"Locale":      {"fr", "zh-Hant", "de"},
		"CountryCode": {"HK", "CN", "SG"},
		"Decimal":     {"1250.25", "99.0001", "3.50"},
	}[scalar]
	return values, known
}

// nodeNamed is the type of node that a field of an input names by its id.
func nodeNamed(input, field string) string {
	switch field {
	case "publisher", "partner":
		return "Partner"
	case "initiative":
		return "Initiative"
	case "translationOf", "release":
		return "Release"
	case "topics":
		return "Topic"
	case "parent":
		return nodeOf(input)
	case "id":
		return strings.TrimSuffix(input, "Input")
	}
	return ""
}

// nodeOf is the type of node that an input makes or changes.
func nodeOf(input string) string {
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(input, "Create"), "Update"), "Input")
}

// sample is an input with something in each of its fields, but for the ids of
// what it makes.
func (d *fieldDesk) sample(input *ast.Definition, nth int, mark string) map[string]any {
	made := map[string]any{}
	for _, f := range input.Fields {
		if f.Name != "id" {
			made[f.Name] = d.value(input, f, nth, mark)
		}
	}
	return made
}

// value is one of the three values of a field.
func (d *fieldDesk) value(input *ast.Definition, f *ast.FieldDefinition, nth int, mark string) any {
	one := func(nth int) any {
		if named := d.schema.Types[f.Type.Name()]; named.Kind == ast.InputObject {
			return d.sample(named, nth, mark)
		}
		return d.scalar(input, f, nth, mark)
	}
	switch {
	case f.Type.Elem == nil:
		return one(nth)
	case nth == besideValue:
		return []any{one(nth)}
	}
	return []any{one(nth), one(besideValue)}
}

func (d *fieldDesk) scalar(input *ast.Definition, f *ast.FieldDefinition, nth int, mark string) any {
	for _, name := range []string{input.Name + "." + f.Name, f.Name} {
		if chosen, ok := choices()[name]; ok {
			return chosen[nth]
		}
	}
	named := d.schema.Types[f.Type.Name()]
	if named.Kind == ast.Enum {
		return d.enumValue(f, named, nth)
	}
	if named.Name == "ID" {
		ids, known := d.pool[nodeNamed(input.Name, f.Name)]
		if !known {
			d.t.Fatalf("nodeNamed does not say what %s.%s names: add it there", input.Name, f.Name)
		}
		return ids[nth]
	}
	values, known := scalarValues(named.Name, f.Name, mark)
	if !known {
		d.t.Fatalf("no values are known of %s.%s, a %s: add some to scalarValues", input.Name, f.Name, named.Name)
	}
	return values[nth]
}

// enumValue is another value than the default, as one that is dropped would
// not be missed.
func (d *fieldDesk) enumValue(f *ast.FieldDefinition, enum *ast.Definition, nth int) any {
	var names []any
	for _, v := range enum.EnumValues {
		if f.DefaultValue == nil || f.DefaultValue.Raw != v.Name {
			names = append(names, v.Name)
		}
	}
	if len(names) < 2 {
		d.t.Fatalf("%s has too few values to tell two from its default", enum.Name)
	}
	return names[nth%len(names)]
}

// whatever stands where any value but null will do.
type whatever struct{}

// told is how an input is to be answered: what is left out or null as its
// default, or as nothing; slugs and ids are made up.
func (d *fieldDesk) told(input *ast.Definition, given map[string]any) map[string]any {
	want := map[string]any{}
	for _, f := range input.Fields {
		value := given[f.Name]
		named := d.schema.Types[f.Type.Name()]
		switch {
		case value != nil && named.Kind == ast.InputObject:
			want[f.Name] = each1(value, func(v any) any { return d.told(named, v.(map[string]any)) })
		case value != nil:
			want[f.Name] = value
		case f.Name == "id" || f.Name == "slug":
			want[f.Name] = whatever{}
		case f.DefaultValue != nil:
			value, err := f.DefaultValue.Value(nil)
			if err != nil {
				d.t.Fatal(err)
			}
			want[f.Name] = value
		}
	}
	return want
}

// each1 maps a value, or each element of a list.
func each1(value any, to func(any) any) any {
	all, isList := value.([]any)
	if !isList {
		return to(value)
	}
	mapped := make([]any, len(all))
	for i, v := range all {
		mapped[i] = to(v)
	}
	return mapped
}

// place is where a field stands in an input: the names from the outside in;
// within a list it is that of the first element.
type place []string

func (p place) String() string { return strings.Join(p, ".") }

// places are all fields of an input with those of the inputs within it.
func (d *fieldDesk) places(input *ast.Definition, above place) (all []inputField) {
	for _, f := range input.Fields {
		at := inputField{place: append(slices.Clone(above), f.Name), input: input, field: f}
		named := d.schema.Types[f.Type.Name()]
		at.leaf = named.Kind != ast.InputObject
		all = append(all, at)
		if !at.leaf {
			all = append(all, d.places(named, at.place)...)
		}
	}
	return all
}

// inputField is a field at its place.
type inputField struct {
	place place
	input *ast.Definition
	field *ast.FieldDefinition
	leaf  bool
}

func (p inputField) coordinate() string { return p.input.Name + "." + p.field.Name }

// neverNull tells whether null is refused, as the served schema promises.
func (p inputField) neverNull() bool {
	return p.field.Type.NonNull || strings.Contains(p.field.Description, "never null")
}
