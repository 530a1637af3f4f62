package httpd

import (
	"context"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/internal/fault"
)

// note keeps the codes of a response's errors for the log, and then leaves no
// more of them than may be answered; the last says how many there were.
func (s *Server) note(ctx context.Context, response *graphql.Response) {
	errs := response.Errors
	if about := requestOf(ctx); about != nil {
		for _, err := range errs {
			about.codes.add(codeOf(err))
		}
	}
	if most := s.config.Limits.Errors; len(errs) > most {
		rest := errs[most-1:]
		response.Errors = append(errs[:most-1:most-1], coded(codeOf(rest[0]), "and %d more errors", len(rest)))
	}
}

// tally counts codes in the order in which they came first. Its zero value is
// empty.
type tally struct {
	codes  []fault.Code
	counts map[fault.Code]int
}

func (t *tally) add(code fault.Code) {
	if t.counts == nil {
		t.counts = map[fault.Code]int{}
	}
	if t.counts[code]++; t.counts[code] == 1 {
		t.codes = append(t.codes, code)
	}
}

// String names each code once, and how often it came.
func (t *tally) String() string {
	if len(t.codes) == 0 {
		return ""
	}
	words := make([]string, len(t.codes))
	for i, code := range t.codes {
		if words[i] = string(code); t.counts[code] > 1 {
			words[i] = fmt.Sprintf("%s×%d", code, t.counts[code])
		}
	}
	return strings.Join(words, " ")
}
