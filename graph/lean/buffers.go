package lean

import "sync"

// Buffers lends memory that answers are written into, which would else be most of
// what a request allocates. It may be used by many goroutines; its zero value is
// empty.
type Buffers struct {
	kept, heads sync.Pool
}

// What is smaller is not worth it, and what is larger too much to hold on to.
const (
	smallestBuffer = 512
	largestBuffer  = 1 << 20
)

// Take returns an empty buffer with room for some bytes at least.
func (b *Buffers) Take(bytes int) []byte {
	if head, ok := b.kept.Get().(*[]byte); ok {
		lent := *head
		*head = nil
		b.heads.Put(head)
		if cap(lent) >= bytes {
			return lent[:0]
		}
	}
	return make([]byte, 0, max(bytes, smallestBuffer))
}

// Give gives a buffer back. Nobody may read it any more.
func (b *Buffers) Give(lent []byte) {
	if cap(lent) < smallestBuffer || cap(lent) > largestBuffer {
		return
	}
	head, ok := b.heads.Get().(*[]byte)
	if !ok {
		head = new([]byte)
	}
	*head = lent
	b.kept.Put(head)
}
