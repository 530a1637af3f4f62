package httpd

import (
	"context"
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql/errcode"
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

// severalError stands for errors where the library takes only one.
type severalError struct{ gqlerror.List }

func several(errs gqlerror.List) *gqlerror.Error {
	return &gqlerror.Error{Message: errs.Error(), Err: severalError{errs}}
}

// tidy makes errors found before execution fit to be shown: each with a code,
// no more than maxErrors, and none of endless length.
func tidy(errs gqlerror.List) gqlerror.List {
	if all, ok := errors.AsType[severalError](errs); ok {
		errs = all.List
	}
	more := len(errs) - maxErrors
	if more > 1 {
		errs = append(slices.Clone(errs[:maxErrors]), coded(fault.CodeValidationFailed, "and %d more errors", more))
	}
	for _, err := range errs {
		err.Message = shortened(err.Message)
		if codeOf(err) == "" {
			errcode.Set(err, errcode.ValidationFailed)
		}
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
