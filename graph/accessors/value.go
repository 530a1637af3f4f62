package accessors

import (
	"fmt"
	"go/types"

	"github.com/99designs/gqlgen/codegen/config"
	"github.com/99designs/gqlgen/codegen/templates"
)

// appendValue writes the statements that append v as JSON to b; nothing for null.
func appendValue(t *config.TypeReference, v string) (string, bool) {
	if !t.IsSlice() {
		value, ok := appendOne(t, v)
		if !ok {
			return "", false
		}
		if t.IsNilable() {
			return fmt.Sprintf("if %s == nil { return b, nil }\nreturn %s\n", v, value), true
		}
		return "return " + value + "\n", true
	}
	one, ok := appendOne(t.Elem(), "one")
	if !ok || t.Elem().IsNilable() {
		return "", false
	}
	null := ""
	if !t.GQL.NonNull {
		null = fmt.Sprintf("if %s == nil { return b, nil }\n", v)
	}
	return null + fmt.Sprintf("return lean.AppendList(b, %s, func(b []byte, one %s) ([]byte, error) { return %s })\n",
		v, ref(t.Elem().GO), one), true
}

// appendOne writes an expression that is what b is with a value that is not null
// appended, and an error.
func appendOne(t *config.TypeReference, v string) (string, bool) {
	switch {
	case t.HasEnumValues(), t.IsSlice():
		return "", false
	case t.IsMarshaler && t.IsContext:
		return fmt.Sprintf("lean.AppendContextMarshaler(ctx, b, %s)", v), true
	case t.IsMarshaler:
		return fmt.Sprintf("lean.AppendMarshaler(b, %s), nil", v), true
	case t.Marshaler == nil:
		return "", false
	case t.IsTargetNilable() && !t.IsNilable():
		v = "&" + v
	case !t.IsTargetNilable() && t.IsNilable():
		v = "*" + v
	}
	if t.CastType != nil {
		v = fmt.Sprintf("%s(%s)", ref(t.CastType), v)
	}
	return marshalled(t, v), true
}

// marshalled writes how the values of the marshalers that are known are appended,
// and how those of others are written.
func marshalled(t *config.TypeReference, v string) string {
	name := t.Marshaler.Name()
	switch path := t.Marshaler.Pkg().Path(); {
	case path == graphqlPath && (name == "MarshalString" || name == "MarshalID"):
		return fmt.Sprintf("lean.AppendString(b, %s), nil", v)
	case path == graphqlPath && name == "MarshalBoolean":
		return fmt.Sprintf("strconv.AppendBool(b, %s), nil", v)
	case path == graphqlPath && name == "MarshalInt":
		return fmt.Sprintf("strconv.AppendInt(b, int64(%s), 10), nil", v)
	case hasAppender(t.Marshaler):
		call := templates.CurrentImports.Lookup(path) + ".Append" + name[len("Marshal"):]
		if t.IsContext {
			return fmt.Sprintf("%s(ctx, b, %s), nil", call, v)
		}
		return fmt.Sprintf("%s(b, %s), nil", call, v)
	case t.IsContext:
		return fmt.Sprintf("lean.AppendContextMarshaler(ctx, b, %s(%s))", templates.Call(t.Marshaler), v)
	}
	return fmt.Sprintf("lean.AppendMarshaler(b, %s(%s)), nil", templates.Call(t.Marshaler), v)
}

const graphqlPath = "github.com/99designs/gqlgen/graphql"

// hasAppender tells whether a package has AppendX beside MarshalX.
func hasAppender(marshaler *types.Func) bool {
	return marshaler.Pkg().Scope().Lookup("Append"+marshaler.Name()[len("Marshal"):]) != nil
}
