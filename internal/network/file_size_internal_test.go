package network

import (
	"errors"
	"strings"
	"testing"

	"pressgraph/internal/fault"
)

// TestAFileThatIsTooLargeIsToldAsLargerThanIsAllowed writes files that end right
// before and behind the room that they have.
func TestAFileThatIsTooLargeIsToldAsLargerThanIsAllowed(t *testing.T) {
	t.Parallel()
	file := File{Nodes: []FileNode{{ID: "a", Label: "A"}, {ID: "b", Label: "B"}}}
	whole, err := file.Write(t.Context(), FormatCSVNodes)
	if err != nil {
		t.Fatal(err)
	}
	for most := range len(whole) {
		w := &fileWriter{File: file, ctx: t.Context(), most: most}
		if err := w.csvNodes(); !errors.Is(err, errFull) {
			t.Fatalf("%d bytes fit into %d: %v", len(whole), most, err)
		}
		f, ok := errors.AsType[*fault.Fault](w.tooLarge())
		if !ok || !strings.Contains(f.Message, "has about") {
			t.Fatalf("it is told as %v", f)
		}
		if size, _ := f.Details["size"].(int64); size <= int64(most) {
			t.Fatalf("a file for which %d bytes are too few is told to have %d", most, size)
		}
	}
}
