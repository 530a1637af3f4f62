package httpd

import (
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"

	"pressgraph/internal/access"
	"pressgraph/internal/fault"
)

// Limits bound what one request may ask. A field that is not positive has its
// default.
type Limits struct {
	// Body is the length of a request's body in bytes. 0 is 1 MiB.
	Body int64
	// EditorBody is the same for those who may import texts: editors. It is never
	// less than Body. 0 is 6 MiB.
	EditorBody int64
	// Waiting is how many bytes of all bodies and answers, beyond the first 64 KiB
	// of each, may wait for their clients to send or to read. 0 is 256 MiB.
	Waiting int64
	// Errors is how many errors are answered of one operation. 0 is 50.
	Errors int
	// Running is how many requests are answered at a time; others wait for a
	// moment. 0 is 128.
	Running int
	// Batch is how many operations one request may hold. 0 is 10.
	Batch int
	// Time is how long one request may take, three times as long for an analyst
	// and an editor. 0 is 10 s.
	Time time.Duration
	// Tokens of the document, comments among them. 0 is 5,000.
	Tokens int
	// Depth of fields, fragments written out; what stands below __schema and
	// __type is counted apart. 0 is 15.
	Depth int
	// Aliases of one operation, fragments written out. 0 is 50.
	Aliases int
	// Directives of one operation, fragments written out. 0 is 50.
	Directives int
	// Operations of the document, of which one is executed. 0 is 50.
	Operations int
	// Cost is what one operation may cost, as docs/cost.md counts; an analyst's
	// and an editor's ten times as much. 0 is 20,000.
	Cost int64
	// VariableItems bounds each list in the values of variables. 0 is 10,000.
	VariableItems int
	// Answer is how many bytes an answer may have, all operations of a batch
	// together. 0 is 8 MiB.
	Answer int64
	// Rows, and bytes in them, are what one operation may read of the database,
	// Steps how many it may take through the partner network, Work the time of
	// its statements and steps together; ten times as much for an analyst and an
	// editor. 0 is 200,000 rows, 64 MiB, 300 million steps and 1.2 s.
	Rows, Read, Steps int64
	Work              time.Duration
	// Fields bounds the work of validation: the fields and fragments of all
	// operations and of all fragments, each with its fragments written out.
	// 0 is 20,000.
	Fields int
}

const (
	defaultBody = 1 << 20
	// defaultEditorBody leaves room around the 5 MiB that an import takes.
	defaultEditorBody = 6 << 20
	// maxLongBodies bounds how many bodies longer than anybody's are in memory at
	// a time; one takes some five times its length.
	maxLongBodies = 4
	// maxName bounds each name, and meanName what all names come to for each
	// token that is taken: for an unknown name validation looks for similar
	// ones, which takes time by the length of both.
	maxName  = 128
	meanName = 20
	// maxSchemaDepth bounds the fields below __schema and __type; the query
	// that tools send has 15.
	maxSchemaDepth = 25
	// maxSchemaSize bounds the estimated size of an answer about the schema;
	// what tools ask for comes to a third of it.
	maxSchemaSize = 1_000_000
	// maxErrors is how many errors of a document are answered; validation finds them all at once.
	maxErrors = 20
)

func (l Limits) withDefaults() Limits {
	if l.Body <= 0 {
		l.Body = defaultBody
	}
	if l.EditorBody <= 0 {
		l.EditorBody = defaultEditorBody
	}
	l.EditorBody = max(l.EditorBody, l.Body)
	if l.Waiting <= 0 {
		l.Waiting = defaultWaiting
	}
	if l.Time <= 0 {
		l.Time = 10 * time.Second
	}
	if l.Cost <= 0 {
		l.Cost = 20_000
	}
	if l.Work <= 0 {
		l.Work = defaultWork
	}
	for limit, value := range map[*int64]int64{&l.Answer: defaultAnswer, &l.Rows: defaultRows, &l.Read: defaultRead, &l.Steps: defaultSteps} {
		if *limit <= 0 {
			*limit = value
		}
	}
	preset := func(limit *int, value int) {
		if *limit <= 0 {
			*limit = value
		}
	}
	preset(&l.Errors, 50)
	preset(&l.Running, defaultRunning)
	preset(&l.Batch, 10)
	preset(&l.Tokens, 5000)
	preset(&l.Depth, 15)
	preset(&l.Aliases, 50)
	preset(&l.Directives, 50)
	preset(&l.Operations, 50)
	preset(&l.VariableItems, 10_000)
	preset(&l.Fields, 20_000)
	return l
}

// timeOf is how long a request of a viewer may take.
func (l Limits) timeOf(v access.Viewer) time.Duration {
	const longer = 3
	if v.Role.Allows(access.RoleAnalyst) {
		return l.Time * longer
	}
	return l.Time
}

// checkTokens refuses what has too many tokens or too long names. Where it is
// no GraphQL at all, the parser says so.
func (l Limits) checkTokens(query string) *gqlerror.Error {
	lex := lexer.New(&ast.Source{Input: query})
	names, most := 0, meanName*l.Tokens
	for count := 1; ; count++ {
		token, err := lex.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return nil //nolint:nilerr // the parser says what is wrong
		}
		if count > l.Tokens {
			return exceeded(&token.Pos, l.Tokens, "the document has more than %d tokens, the most that are taken", l.Tokens)
		}
		if token.Kind != lexer.Name {
			continue
		}
		if len(token.Value) > maxName {
			return exceeded(&token.Pos, maxName, "a name has more than %d characters, the most that are taken", maxName)
		}
		if names += len(token.Value); names > most {
			return exceeded(&token.Pos, most, "the document's names have more than %d characters, the most that are taken", most)
		}
	}
}

// checkDocument refuses documents that would be expensive to validate or to
// execute, and those whose fragments spread themselves. It takes time linear
// in the document and in l.Fields, whatever its fragments come to when written
// out.
func (l Limits) checkDocument(doc *ast.QueryDocument) *gqlerror.Error {
	if n := len(doc.Operations); n > l.Operations {
		return exceeded(doc.Operations[l.Operations].Position, l.Operations,
			"the document has %d operations; at most %d are taken", n, l.Operations)
	}
	m := newMeasurer(doc)
	work := 0
	for _, fragment := range doc.Fragments {
		work = add(work, m.definition(fragment).selections)
	}
	for _, operation := range doc.Operations {
		measured := m.operation(operation)
		if m.cycle != nil {
			return m.cycle
		}
		if err := l.checkOperation(operation.Position, measured); err != nil {
			return err
		}
		work = add(work, measured.selections)
	}
	if m.cycle != nil {
		return m.cycle
	}
	if work > l.Fields {
		return exceeded(firstPosition(doc), l.Fields,
			"the document has too many fields once its fragments are written out; at most %d are taken", l.Fields)
	}
	if m.repeats(doc) > maxRepeats {
		return exceeded(firstPosition(doc), maxRepeats, "the document repeats fields too often at the same place of its answer")
	}
	return nil
}

func (l Limits) checkOperation(at *ast.Position, m measure) *gqlerror.Error {
	switch {
	case m.depth > l.Depth:
		return exceeded(m.deepest, l.Depth, "the operation is %d levels deep; at most %d are taken", m.depth, l.Depth)
	case m.schemaDepth > maxSchemaDepth:
		return exceeded(at, maxSchemaDepth,
			"the question about the schema is %d levels deep; at most %d are taken", m.schemaDepth, maxSchemaDepth)
	case m.schemaSize > maxSchemaSize:
		return exceeded(at, maxSchemaSize,
			"the question about the schema is too large; ask for it in parts")
	case m.aliases > l.Aliases:
		return exceeded(at, l.Aliases, "the operation has %s aliases; at most %d are taken", inWords(m.aliases), l.Aliases)
	case m.directives > l.Directives:
		return exceeded(at, l.Directives, "the operation has %s directives; at most %d are taken", inWords(m.directives), l.Directives)
	}
	return nil
}

// exceeded returns LIMIT_EXCEEDED at a place of the document.
func exceeded(at *ast.Position, limit int, format string, args ...any) *gqlerror.Error {
	err := coded(fault.CodeLimitExceeded, format, args...)
	err.Extensions["limit"] = limit
	if at != nil {
		err.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}
	return err
}

func firstPosition(doc *ast.QueryDocument) *ast.Position {
	if len(doc.Operations) > 0 {
		return doc.Operations[0].Position
	}
	if len(doc.Fragments) > 0 {
		return doc.Fragments[0].Position
	}
	return nil
}
