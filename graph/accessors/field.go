package accessors

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"
)

func ref(t types.Type) string { return templates.CurrentImports.LookupType(t) }

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// field writes the entry of one field. What reads it stands in Access where it
// needs nothing of a request, and in Bind where it does.
func (w *writer) field(object *codegen.Object, field *codegen.Field) string {
	var b strings.Builder
	result := field.TypeReference
	fmt.Fprintf(&b, "{Name: %q, Type: %q, NonNull: %t, ItemsNonNull: %t, ", field.Name, result.Definition.Name,
		result.GQL.NonNull, result.GQL.Elem != nil && result.GQL.Elem.NonNull)
	if !field.IsResolver && !field.MethodHasContext && !field.IsReserved() {
		b.WriteString("Plain: true, ")
	}
	access, ok := w.access(object, field)
	if !ok {
		return b.String() + w.stock(object, field) + "},\n"
	}
	if len(field.Args) == 0 && !field.IsResolver {
		fmt.Fprintf(&b, "Access: %s},\n", access)
		return b.String()
	}
	if len(field.Args) > 0 {
		fmt.Fprintf(&b, "Args: func(ctx context.Context, ec any, given map[string]any) (map[string]any, error) {\n"+
			"return ec.(*executionContext).%s(ctx, given) },\n", field.ArgsFunc())
		if w.ofRequest(field) {
			b.WriteString("ArgsOfRequest: true, ")
		}
	}
	b.WriteString("Bind: func(args map[string]any) lean.Access {\n")
	if field.IsResolver {
		fmt.Fprintf(&b, "r := resolvers.%s()\n", templates.UcFirst(object.Name))
	}
	for i, arg := range field.Args {
		fmt.Fprintf(&b, "a%d := args[%q].(%s)\n", i, arg.Name, ref(arg.TypeReference.GO))
	}
	fmt.Fprintf(&b, "return %s\n}},\n", access)
	return b.String()
}

// stock writes how gqlgen's own executor answers a field.
func (*writer) stock(object *codegen.Object, field *codegen.Field) string {
	obj := ""
	if !object.Root {
		obj = fmt.Sprintf(", obj.(%s)", ref(object.Reference()))
	}
	return fmt.Sprintf("Stock: func(ctx context.Context, ec any, field graphql.CollectedField, obj any) graphql.Marshaler {\n"+
		"return ec.(*executionContext)._%s_%s(ctx, field%s) }", object.Name, field.Name, obj)
}

// understood tells whether a field is of the kinds that are read here.
func (w *writer) understood(field *codegen.Field) bool {
	result := field.TypeReference
	if field.HasDirectives() || field.IsReserved() || field.IsBatch() || field.Stream || field.HasHaser || field.VOkFunc || field.IsMap() {
		return false
	}
	return !result.IsRoot && !result.IsPtrToSlice() && !result.IsPtrToPtr() && !result.IsPtrToIntf() &&
		!(result.IsSlice() && result.Elem().IsSlice()) && len(w.data.AllDirectives.LocationDirectives("FIELD")) == 0
}

// access writes what reads a field; false for one that is left to the executor
// of gqlgen.
func (w *writer) access(object *codegen.Object, field *codegen.Field) (string, bool) {
	if !w.understood(field) {
		return "", false
	}
	result, value := field.TypeReference, w.read(object, field)
	const leaf = "lean.Access{Leaf: func(ctx context.Context, b []byte, obj any) ([]byte, error) {\n%s}}"
	switch {
	case appendsItself(object, field):
		return fmt.Sprintf(leaf, fmt.Sprintf("return obj.(%s).Append%s(b), nil\n", ref(object.Reference()), field.GoFieldName)), true
	case isLeaf(result):
		appended, ok := appendValue(result, "v")
		return fmt.Sprintf(leaf, value("b, err")+appended), ok
	case result.IsSlice():
		return fmt.Sprintf("lean.Access{List: func(ctx context.Context, into []any, obj any) ([]any, bool, error) {\n%s%s}}",
			value("into, false, err"), appendItems(result)), true
	default:
		return fmt.Sprintf("lean.Access{Object: func(ctx context.Context, obj any) (any, error) {\n%s%s}}",
			value("nil, err"), oneObject(result)), true
	}
}

// appendsItself tells whether beside the method of a field there is one that appends
// its value as JSON: AppendX beside X.
func appendsItself(object *codegen.Object, field *codegen.Field) bool {
	if !isLeaf(field.TypeReference) || !field.IsMethod() || field.IsResolver || len(field.Args) > 0 || object.Root {
		return false
	}
	method, _, _ := types.LookupFieldOrMethod(object.Reference(), true, nil, "Append"+field.GoFieldName)
	f, ok := method.(*types.Func)
	return ok && f.Signature().String() == "func(b []byte) []byte"
}

func isLeaf(t *config.TypeReference) bool { return t.Definition.IsLeafType() }

// read returns what writes the statements that put the value of a field into v.
func (*writer) read(object *codegen.Object, field *codegen.Field) func(failed string) string {
	return func(failed string) string {
		obj := ""
		if !object.Root {
			obj = fmt.Sprintf("obj.(%s)", ref(object.Reference()))
		}
		var args []string
		switch {
		case field.IsResolver:
			args = append(args, "ctx")
			if !object.Root {
				args = append(args, obj)
			}
		case field.MethodHasContext:
			args = append(args, "ctx")
		}
		for i := range field.Args {
			args = append(args, fmt.Sprintf("a%d", i))
		}
		switch {
		case field.IsResolver:
			return fmt.Sprintf("v, err := r.%s(%s)\nif err != nil { return %s }\n", field.GoFieldName, strings.Join(args, ", "), failed)
		case field.IsMethod() && !field.NoErr:
			return fmt.Sprintf("v, err := %s.%s(%s)\nif err != nil { return %s }\n", obj, field.GoFieldName, strings.Join(args, ", "), failed)
		case field.IsMethod():
			return fmt.Sprintf("v := %s.%s(%s)\n", obj, field.GoFieldName, strings.Join(args, ", "))
		default:
			return fmt.Sprintf("v := %s.%s\n", obj, field.GoFieldName)
		}
	}
}

func oneObject(t *config.TypeReference) string {
	if !t.IsNilable() {
		return "return &v, nil\n"
	}
	return "if v == nil { return nil, nil }\nreturn v, nil\n"
}

func appendItems(t *config.TypeReference) string {
	var b strings.Builder
	if !t.GQL.NonNull {
		b.WriteString("if v == nil { return into, true, nil }\n")
	}
	switch {
	case !t.Elem().IsNilable():
		b.WriteString("for i := range v { into = append(into, &v[i]) }\n")
	case types.IsInterface(t.Elem().GO):
		b.WriteString("for _, one := range v { into = append(into, one) }\n")
	default:
		b.WriteString("for _, one := range v {\nif one == nil { into = append(into, nil); continue }\ninto = append(into, one)\n}\n")
	}
	b.WriteString("return into, false, nil\n")
	return b.String()
}

// ofRequest tells whether the arguments of a field may mean something else in
// another request that gives the same values.
func (w *writer) ofRequest(field *codegen.Field) bool {
	seen := map[string]bool{}
	return slices.ContainsFunc(field.Args, func(arg *codegen.FieldArgument) bool {
		return len(arg.ImplDirectives()) > 0 || w.readsRequest(arg.TypeReference, seen)
	})
}

func (w *writer) readsRequest(t *config.TypeReference, seen map[string]bool) bool {
	if t.IsContext {
		return true
	}
	name := t.Definition.Name
	if seen[name] || t.Definition.Kind != ast.InputObject {
		return false
	}
	seen[name] = true
	input := w.data.Inputs.ByName(name)
	return input == nil || slices.ContainsFunc(input.Fields, func(f *codegen.Field) bool { return w.readsRequest(f.TypeReference, seen) })
}
