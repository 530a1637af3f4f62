package httpd

import (
	"context"
	"errors"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/internal/access"
	"pressgraph/internal/fault"
)

// present tells a client of an error:
//
//   - one that has its code already is told as it is;
//   - one that came of the request's end is told as what ended it, such as its
//     budget; if that was the time, it is TIMEOUT, whatever the database called it;
//   - one of a client that has gone is told to nobody and not logged;
//   - the schema's presenter knows the rest.
func (s *Server) present(ctx context.Context, err error) *gqlerror.Error {
	var known *gqlerror.Error
	if errors.As(err, &known) && codeOf(known) != "" {
		return known
	}
	if len(fault.All(err)) == 0 && ctx.Err() != nil {
		if cause := context.Cause(ctx); len(fault.All(cause)) > 0 {
			return s.placed(s.config.Present(ctx, cause), err)
		}
		return s.late(ctx, err)
	}
	return s.config.Present(ctx, err)
}

func (s *Server) late(ctx context.Context, err error) *gqlerror.Error {
	told := internalError(ctx)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		told = coded(fault.CodeTimeout, "the request took longer than %s, the most that is allowed", s.config.Limits.timeOf(access.From(ctx)))
	}
	s.config.Log.DebugContext(ctx, "gave up a request", "error", err)
	return s.placed(told, err)
}

// placed gives what is told the place of the error that it is told instead of.
func (*Server) placed(told *gqlerror.Error, err error) *gqlerror.Error {
	if placed, ok := errors.AsType[*gqlerror.Error](err); ok {
		told.Path, told.Locations = placed.Path, placed.Locations
	}
	return told
}

// tidy makes errors found before execution fit to be shown: no more than
// maxErrors, none of endless length, and complaints about variables in words
// of the schema.
func (s *Server) tidy(errs gqlerror.List, operation *graphql.OperationContext, variables map[string]any) gqlerror.List {
	more := len(errs) - maxErrors
	errs = errs[:min(len(errs), maxErrors)]
	for i, err := range errs {
		if field, ok := variablePath(err.Path); ok {
			errs[i] = variableError(s.config.Schema.Schema(), operation.Operation, variables, field)
			continue
		}
		err.Message = shortened(err.Message)
	}
	if more > 0 {
		errs = append(errs, coded(fault.CodeValidationFailed, "and %d more errors", more))
	}
	return errs
}

// shortened cuts off what repeats too much of the document.
func shortened(message string) string {
	const most = 500
	if len(message) <= most {
		return message
	}
	cut := most
	for !utf8.RuneStart(message[cut]) {
		cut--
	}
	return message[:cut] + "…"
}
