package httpd

import (
	"fmt"
	"log/slog"

	"pressgraph/internal/access"
)

// withoutSecrets returns a record that is safe to be kept. Clients put keys where
// they do not belong, such as into a path or the name of an operation, and errors
// repeat what they were given.
func withoutSecrets(record slog.Record) slog.Record {
	safe := slog.NewRecord(record.Time, record.Level, access.Conceal(record.Message), record.PC)
	record.Attrs(func(attr slog.Attr) bool {
		safe.AddAttrs(attrWithoutSecrets(attr))
		return true
	})
	return safe
}

func attrsWithoutSecrets(attrs []slog.Attr) []slog.Attr {
	safe := make([]slog.Attr, len(attrs))
	for i, attr := range attrs {
		safe[i] = attrWithoutSecrets(attr)
	}
	return safe
}

// attrWithoutSecrets leaves an attribute as it is where nothing is to be left
// out, so that handlers go on writing values in their own ways.
func attrWithoutSecrets(attr slog.Attr) slog.Attr {
	value := attr.Value.Resolve()
	switch value.Kind() {
	case slog.KindGroup:
		return slog.Attr{Key: access.Conceal(attr.Key), Value: slog.GroupValue(attrsWithoutSecrets(value.Group())...)}
	case slog.KindString, slog.KindAny:
		text := value.String()
		if err, ok := value.Any().(error); ok {
			text = err.Error()
		} else if value.Kind() == slog.KindAny {
			text = fmt.Sprintf("%+v", value.Any())
		}
		if safe := access.Conceal(text); safe != text {
			return slog.String(attr.Key, safe)
		}
	default:
	}
	return attr
}
