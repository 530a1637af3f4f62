package content

import (
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// Collator makes sort keys by the Unicode root collation: Éa between Ea and Eb,
// aa before Ab. NewCollator makes one; it is safe for concurrent use.
type Collator struct {
	// A collate.Collator has state; each key borrows one.
	idle sync.Pool
}

// NewCollator returns a ready Collator. It is worth keeping.
func NewCollator() *Collator {
	return &Collator{idle: sync.Pool{New: func() any { return newRootCollator() }}}
}

type rootCollator struct {
	collator *collate.Collator
	buffer   collate.Buffer
}

func newRootCollator() *rootCollator {
	return &rootCollator{collator: collate.New(language.Und)}
}

// Key returns the sort key of s: texts sort as the bytes of their keys. Texts
// that differ only in how they are encoded, or in what the collation ignores,
// have equal keys. The key is the caller's own.
func (c *Collator) Key(s string) []byte {
	root, ok := c.idle.Get().(*rootCollator)
	if !ok {
		root = newRootCollator() // a zero Collator works too, only slower
	}
	root.buffer.Reset()
	key := append([]byte{}, root.collator.KeyFromString(&root.buffer, s)...)
	c.idle.Put(root)
	return key
}

// CollationVersion names the rules that made stored sort keys; keys of
// different versions do not compare.
func CollationVersion() string {
	return "1-root-cldr" + collate.CLDRVersion + "-uca" + collate.UnicodeVersion + "-nfd" + norm.Version
}
