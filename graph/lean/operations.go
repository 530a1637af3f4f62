package lean

import (
	"runtime"
	"sync"
	"weak"

	"github.com/vektah/gqlparser/v2/ast"
)

// ByOperation keeps something for each operation that is held by somebody: the
// cache of documents, or a request. It goes when the operation does. It may be used
// by many goroutines; its zero value is empty.
type ByOperation[V any] struct {
	mu   sync.Mutex
	kept map[weak.Pointer[ast.OperationDefinition]]V
}

// Of returns what is kept for an operation, or what is made and kept from now on.
// What is made must not hold the operation itself.
func (b *ByOperation[V]) Of(operation *ast.OperationDefinition, made func(*ast.OperationDefinition) V) V {
	held := weak.Make(operation)
	b.mu.Lock()
	defer b.mu.Unlock()
	if known, ok := b.kept[held]; ok {
		return known
	}
	if b.kept == nil {
		b.kept = map[weak.Pointer[ast.OperationDefinition]]V{}
	}
	value := made(operation)
	b.kept[held] = value
	runtime.AddCleanup(operation, b.forget, held)
	return value
}

func (b *ByOperation[V]) forget(held weak.Pointer[ast.OperationDefinition]) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.kept, held)
}
