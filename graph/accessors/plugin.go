package accessors

import (
	"fmt"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/99designs/gqlgen/plugin"
)

// Plugin writes the table. Its zero value is ready.
type Plugin struct{}

var (
	_ plugin.Plugin        = Plugin{}
	_ plugin.CodeGenerator = Plugin{}
)

// Name implements plugin.Plugin.
func (Plugin) Name() string { return "accessors" }

const file = `{{ reserveImport "context" }}
{{ reserveImport "strconv" }}
{{ reserveImport "github.com/99designs/gqlgen/graphql" }}
{{ reserveImport "pressgraph/graph/lean" }}

// NewAccessors returns how the fields of each type are read.
func NewAccessors(cfg Config) lean.Table {
	execSchema := &executableSchema{SchemaData: cfg.Schema, Resolvers: cfg.Resolvers, Directives: cfg.Directives, ComplexityRoot: cfg.Complexity}
	resolvers := cfg.Resolvers
	_ = resolvers
	return lean.Table{
		Stock: execSchema,
		Operation: func(operation *graphql.OperationContext) any {
			return newExecutionContext(operation, execSchema, make(chan graphql.DeferredResult))
		},
		Types: []lean.Type{
			{{ types }}
		},
		Abstract: map[string]func(any) string{
			{{ abstract }}
		},
	}
}
`

// GenerateCode implements plugin.CodeGenerator.
func (Plugin) GenerateCode(data *codegen.Data) error {
	w := &writer{data: data}
	err := templates.Render(templates.Options{
		PackageName:     data.Config.Exec.Package,
		Filename:        filepath.Join(data.Config.Exec.Dir(), "accessors.go"),
		Template:        file,
		GeneratedHeader: true,
		Packages:        data.Config.Packages,
		PruneOptions:    data.Config.GetPruneOptions(),
		Funcs:           template.FuncMap{"types": w.types, "abstract": w.abstract},
	})
	if err != nil {
		return fmt.Errorf("write the accessors: %w", err)
	}
	return nil
}

// writer writes the table of one schema.
type writer struct{ data *codegen.Data }

// types writes an entry for each type of object that the schema has of its own.
func (w *writer) types() string {
	var b strings.Builder
	for _, object := range w.data.Objects {
		if object.IsReserved() || object.Stream || object == w.data.MutationRoot {
			continue
		}
		fmt.Fprintf(&b, "{Name: %q, Implements: %sImplementors, Fields: []lean.Field{\n", object.Name, templates.LcFirst(object.Name))
		for _, field := range object.Fields {
			b.WriteString(w.field(object, field))
		}
		b.WriteString("}},\n")
	}
	return b.String()
}

// abstract writes how the type of an object is told behind each interface and
// union, in the order in which gqlgen's executor tells it.
func (w *writer) abstract() (string, error) {
	var b strings.Builder
	for _, name := range sortedNames(w.data.Interfaces) {
		var cases strings.Builder
		for _, implementor := range w.data.Interfaces[name].Implementors {
			if implementor.TakeRef || !implementor.CanBeNil() {
				return "", fmt.Errorf("%s.%s: its Go type is no pointer", name, implementor.Name)
			}
			if implementor.Kind != "OBJECT" {
				continue // Its own implementors are among these.
			}
			fmt.Fprintf(&cases, "case %s:\nif v != nil { return %q }\n", ref(implementor.Type), implementor.Name)
		}
		fmt.Fprintf(&b, "%q: func(v any) string { switch v := v.(type) {\n%s}\nreturn \"\" },\n", name, cases.String())
	}
	return b.String(), nil
}
