// Package model holds the types of the API that are neither stored nor loaded:
// generated ones and the forms of the scalars.
package model

import (
	"context"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/graph/lean"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
)

// MarshalTime writes an instant in UTC.
func MarshalTime(t time.Time) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		w.Write(AppendTime(nil, t)) //nolint:errcheck // the response's writer keeps its own error
	})
}

// AppendTime appends what MarshalTime writes.
func AppendTime(b []byte, t time.Time) []byte {
	return append(t.UTC().AppendFormat(append(b, '"'), time.RFC3339Nano), '"')
}

// UnmarshalTime reads an RFC 3339 instant.
func UnmarshalTime(v any) (time.Time, error) {
	text, ok := v.(string)
	if !ok {
		return time.Time{}, fault.Invalid("", "a Time must be a string such as 2025-01-15T08:00:00Z")
	}
	t, err := content.ParseInstant(text)
	if err != nil {
		return time.Time{}, fault.Invalid("", "%s", err)
	}
	return t.Truncate(time.Microsecond), nil
}

// MarshalInt writes a whole number.
func MarshalInt(n int) graphql.Marshaler { return graphql.MarshalInt(n) }

// AppendInt appends what MarshalInt writes.
func AppendInt(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

// UnmarshalInt reads a whole number of 32 bits, as GraphQL has them.
func UnmarshalInt(v any) (int, error) {
	n, err := graphql.UnmarshalInt64(v)
	if err != nil || n < math.MinInt32 || n > math.MaxInt32 {
		return 0, fault.Invalid("", "an Int must be a whole number of 32 bits")
	}
	return int(n), nil
}

type originKey struct{}

// WithOrigin returns a context for a request to an origin, such as
// http://localhost:8080; empty where it is not known.
func WithOrigin(ctx context.Context, origin string) context.Context {
	return context.WithValue(ctx, originKey{}, origin)
}

// OriginFrom returns the origin that was asked.
func OriginFrom(ctx context.Context) string {
	origin, _ := ctx.Value(originKey{}).(string)
	return origin
}

// MarshalURL writes an address; one of this server as the origin that was asked.
func MarshalURL(stored string) graphql.ContextMarshaler {
	return graphql.ContextWriterFunc(func(ctx context.Context, w io.Writer) error {
		graphql.MarshalString(content.AddressAt(OriginFrom(ctx), stored)).MarshalGQL(w)
		return nil
	})
}

// AppendURL appends what MarshalURL writes.
func AppendURL(ctx context.Context, b []byte, stored string) []byte {
	return lean.AppendString(b, content.AddressAt(OriginFrom(ctx), stored))
}

// UnmarshalURL reads an address as it is stored. What it must be like is checked
// where it is.
func UnmarshalURL(ctx context.Context, v any) (string, error) {
	address, err := graphql.UnmarshalString(v)
	return content.StoredAddress(OriginFrom(ctx), address), err
}
