package lean

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

const hex = "0123456789ABCDEF"

// AppendString appends a text as JSON, escaped as gqlgen does.
func AppendString(b []byte, text string) []byte {
	b = append(b, '"')
	for {
		plain := plainPrefix(text)
		b = append(b, text[:plain]...)
		if plain == len(text) {
			return append(b, '"')
		}
		b = appendEscaped(b, text[plain])
		text = text[plain+1:]
	}
}

func appendEscaped(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	default:
		return append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
	}
}

// plainPrefix returns how many bytes at the beginning of a text need no escape. It
// looks at eight at a time: a byte that is less than a space, a quotation mark or a
// backslash sets its highest bit in one of the sums.
func plainPrefix(text string) int {
	const ones, high, word = 0x0101010101010101, 0x8080808080808080, 8
	at := 0
	for ; at+word <= len(text); at += word {
		t := text[at : at+word]
		w := uint64(t[0]) | uint64(t[1])<<8 | uint64(t[2])<<16 | uint64(t[3])<<24 |
			uint64(t[4])<<32 | uint64(t[5])<<40 | uint64(t[6])<<48 | uint64(t[7])<<56
		quote, slash := w^(ones*'"'), w^(ones*'\\')
		if ((w-ones*' ')|(quote-ones)|(slash-ones))&^w&high != 0 {
			break // One of these, or a byte beside one: the loop below tells.
		}
	}
	for ; at < len(text); at++ {
		if c := text[at]; c < ' ' || c == '"' || c == '\\' {
			return at
		}
	}
	return at
}

// AppendList appends a list of values, each by one.
func AppendList[V any](b []byte, values []V, one func([]byte, V) ([]byte, error)) ([]byte, error) {
	b = append(b, '[')
	for i, value := range values {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = one(b, value); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}

// AppendMarshaler appends what a marshaler writes.
func AppendMarshaler(b []byte, m graphql.Marshaler) []byte {
	w := sliceWriter{b}
	m.MarshalGQL(&w)
	return w.b
}

// unwritable is an error of a value that is there and cannot be written: null
// stands in its place, wherever that is.
type unwritable struct{ error }

// Unwrap returns what is wrong.
func (u unwritable) Unwrap() error { return u.error }

// AppendContextMarshaler appends what a marshaler writes that needs a context.
func AppendContextMarshaler(ctx context.Context, b []byte, m graphql.ContextMarshaler) ([]byte, error) {
	w := sliceWriter{b}
	if err := m.MarshalGQLContext(ctx, &w); err != nil {
		return b, unwritable{err}
	}
	return w.b, nil
}

// sliceWriter appends what is written.
type sliceWriter struct{ b []byte }

// Write implements io.Writer.
func (w *sliceWriter) Write(p []byte) (int, error) {
	w.b = append(w.b, p...)
	return len(p), nil
}

// WriteString implements io.StringWriter.
func (w *sliceWriter) WriteString(s string) (int, error) {
	w.b = append(w.b, s...)
	return len(s), nil
}
