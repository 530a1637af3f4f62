package lean_test

import (
	"bytes"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/graph/lean"
)

func FuzzAppendString(f *testing.F) {
	for _, text := range []string{"", "plain", `"`, `a\b`, "\x00\x1f \x7f", "港科大—HKUST", "12345678\"", "1234567\n", "\xff\xfe\"", "seven\x80\x81 eight\x1e"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var want bytes.Buffer
		graphql.MarshalString(text).MarshalGQL(&want)
		if got := lean.AppendString([]byte("before"), text); string(got) != "before"+want.String() {
			t.Errorf("%q is written %s, want %s", text, got[len("before"):], &want)
		}
	})
}
