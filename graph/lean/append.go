package lean

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

const hex = "0123456789ABCDEF"

// AppendString appends a text as JSON, escaped as gqlgen does.
func AppendString(b []byte, text string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, text[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
		}
	}
	return append(append(b, text[start:]...), '"')
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
