package network_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"pressgraph/internal/network"
)

// valid returns what xmllint has against a document under an XML schema of
// testdata; nothing where it is valid. Without xmllint on this machine the test
// is skipped, or fails if CI=true.
func valid(t *testing.T, schema, document string) string {
	t.Helper()
	program, err := exec.LookPath("xmllint")
	switch {
	case err != nil && os.Getenv("CI") == "true":
		t.Fatalf("validate: %v", err)
	case err != nil:
		t.Skipf("skipped: %v", err)
	}
	command := exec.CommandContext(t.Context(), program, "--nonet", "--noout", "--schema", "testdata/"+schema, "-")
	command.Stdin = strings.NewReader(document)
	said, err := command.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("validate: %v", err)
	}
	if err == nil {
		return ""
	}
	return string(bytes.TrimSpace(said))
}

// TestXMLFilesAreValid holds the files to their schemas, and the schemas to
// refusing what is broken.
func TestXMLFilesAreValid(t *testing.T) {
	t.Parallel()
	empty, full := network.File{}, tangled(t)
	for _, c := range []struct {
		format network.NetworkFormat
		schema string
		broken []string
	}{
		{network.FormatGraphML, "graphml.xsd", []string{`edgedefault="undirected"`, `attr.type="int"`, ` source="`, `<data key="slug"`, "<key "}},
		{network.FormatGEXF, "gexf.xsd", []string{`version="1.3"`, `type="integer"`, ` source="`, `<attvalue for=`, "<nodes>"}},
	} {
		for _, f := range []network.File{empty, full} {
			if wrong := valid(t, c.schema, write(t, f, c.format)); wrong != "" {
				t.Errorf("%s of %d partners is not valid: %s", c.format, len(f.Nodes), wrong)
			}
		}
		document := write(t, full, c.format)
		for _, part := range c.broken {
			broken := strings.Replace(document, part, strings.Replace(part, `="`, `="x`, 1), 1)
			if broken == document {
				broken = strings.Replace(document, part, strings.Replace(part, "<", "<un", 1), 1)
			}
			if broken == document || valid(t, c.schema, broken) == "" {
				t.Errorf("%s is valid, too, with a broken %s", c.format, part)
			}
		}
	}
}

func TestJSONGraphIsValid(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.NewCompiler().Compile("testdata/json-graph.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	valid := func(document string) error {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(document))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(value)
	}
	for _, f := range []network.File{{}, tangled(t)} {
		document := write(t, f, network.FormatJSONGraph)
		if err := valid(document); err != nil {
			t.Errorf("the graph of %d partners is not valid: %v", len(f.Nodes), err)
		}
		for _, part := range []string{`"nodes":`, `"directed":false`, `"source":"`} {
			broken := strings.Replace(document, part, strings.NewReplacer("false", "0", `"n`, `"un`, `"s`, `"un`).Replace(part), 1)
			if broken != document && valid(broken) == nil {
				t.Errorf("the graph is valid, too, with a broken %s", part)
			}
		}
	}
}
