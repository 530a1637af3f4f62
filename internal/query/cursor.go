package query

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math"
	"time"

	"pressgraph/internal/fault"
)

// maxCursor bounds the cursors that are read, in bytes of text. The longest
// that is made holds the sort key of the longest title.
const maxCursor = 32 << 10

// position is the values of an order's terms in one row: int64, float64, []byte or time.Time.
type position []any

// encodeCursor writes a position as a cursor.
func encodeCursor(o ordering, list string, at position) string {
	var values []byte
	for i, t := range o.terms {
		var v value
		switch t.kind {
		case kindInt:
			v.number = valueAt[int64](at, i)
		case kindTime:
			v.time = valueAt[time.Time](at, i)
		case kindFloat:
			v.float = valueAt[float64](at, i)
		case kindBytes:
			v.bytes = valueAt[[]byte](at, i)
		}
		values = v.appendTo(values, t.kind)
	}
	return cursorOf(o, list, string(values))
}

// cursorOf makes a cursor: a checksum over signature and values, then the values,
// each as appendTo writes it. The checksum binds the cursor to its ordering and
// refuses damage.
func cursorOf(o ordering, list, values string) string {
	sum := cursorSum(o.signature(list), []byte(values))
	return base64.RawURLEncoding.EncodeToString(append(sum, values...))
}

// valueAt returns a value that readPosition, or whoever marks a place, put there with its type.
func valueAt[V any](at position, i int) V {
	v, _ := at[i].(V)
	return v
}

func cursorSum(signature string, values []byte) []byte {
	h := sha256.New()
	h.Write([]byte(signature))
	h.Write([]byte{0})
	h.Write(values)
	return h.Sum(nil)[:6]
}

func decodeCursor(o ordering, list, cursor string) (position, error) {
	if len(cursor) > maxCursor {
		return nil, ErrCursor()
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(raw) < 6 {
		return nil, ErrCursor()
	}
	values := raw[6:]
	if !bytes.Equal(raw[:6], cursorSum(o.signature(list), values)) {
		return nil, ErrCursor()
	}
	return readPosition(o, values)
}

func readPosition(o ordering, values []byte) (position, error) {
	at := make(position, 0, len(o.terms))
	for _, t := range o.terms {
		if t.kind == kindBytes {
			size, n := binary.Uvarint(values)
			if n <= 0 || size > uint64(len(values)-n) { //nolint:gosec // n is at most the length
				return nil, ErrCursor()
			}
			end := n + int(size) //nolint:gosec // at most the length
			at = append(at, values[n:end:end])
			values = values[end:]
			continue
		}
		if t.kind == kindFloat {
			if len(values) < 8 {
				return nil, ErrCursor()
			}
			at = append(at, math.Float64frombits(binary.BigEndian.Uint64(values)))
			values = values[8:]
			continue
		}
		v, n := binary.Varint(values)
		if n <= 0 {
			return nil, ErrCursor()
		}
		values = values[n:]
		if t.kind == kindTime {
			at = append(at, time.UnixMicro(v).UTC())
			continue
		}
		at = append(at, v)
	}
	if len(values) > 0 {
		return nil, ErrCursor()
	}
	return at, nil
}

// ErrCursor refuses a cursor: INVALID_CURSOR.
func ErrCursor() error {
	return fault.New(fault.CodeInvalidCursor, "this cursor does not belong to this list in this order; start again without one")
}
