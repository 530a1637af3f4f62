package loadtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"time"
)

// bench asks the questions of one server.
type bench struct {
	options options
	server  *server
	// memory is what answers from memory.
	memory *server
	room   *newsroom
	salts  *salts
	// say tells how far it is.
	say func(format string, args ...any)
}

// passed is how long a loop goes on that gets a server going before identical
// requests are measured, as a part of the time that they are measured for.
const passed = 10

func (b *bench) explore(ctx context.Context) error {
	connection, err := newLine(b.server.address)
	if err != nil {
		return err
	}
	defer connection.close()
	begin := time.Now()
	e := &explorer{line: connection, most: b.options.distinct, rng: b.rng(0, 0)}
	if b.room, err = e.explore(ctx); err != nil {
		return fmt.Errorf("explore the newsroom: %w", err)
	}
	b.say("%d releases and %d partners; explored in %.1f s", b.room.releases, b.room.partners, time.Since(begin).Seconds())
	return nil
}

// rng returns the random numbers of one connection in one task.
func (b *bench) rng(task, connection int) *rand.Rand {
	return rand.New(rand.NewPCG(b.options.seed, uint64(task)<<32|uint64(connection))) //nolint:gosec // it is to be the same each time
}

// run asks all that was chosen. A wrong answer ends its row only, and the others
// are measured nevertheless.
func (b *bench) run(ctx context.Context) []Row {
	var rows []Row
	for i, t := range b.options.tasks {
		row := Row{Question: t.name, Title: t.title, Mode: t.mode}
		if err := b.row(ctx, i+1, t, &row); err != nil {
			row.Failed = err.Error()
			b.say("%-24s failed: %v", t, err)
		} else {
			b.say("%-24s %9.1f requests/s, p50 %.2f ms, p99 %.2f ms", t, row.PerSecond, row.P50, row.P99)
		}
		rows = append(rows, row)
		if ctx.Err() != nil {
			break
		}
	}
	return rows
}

func (b *bench) row(ctx context.Context, number int, t task, row *Row) error {
	all, err := bodies(t.document, t.choose(b.room, b.options.distinct))
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return errors.New("the newsroom holds nothing to ask for")
	}
	asked := b.server
	if t.mode != varied {
		all = all[:1]
	}
	row.Distinct = len(all)
	drawers := make([]*drawer, b.options.connections)
	for i := range drawers {
		drawers[i] = &drawer{rng: b.rng(number, i), bodies: all, same: t.mode != varied, salts: b.salts}
	}
	if err := b.warm(ctx, t, drawers); err != nil {
		return fmt.Errorf("warming up: %w", err)
	}
	if t.mode == fromMemory {
		asked = b.memory
		if err := b.copyAnswer(ctx, drawers[0].next()); err != nil {
			return err
		}
	}
	return b.measure(ctx, row, asked, drawers)
}

// warm asks everything once that may be drawn, and looks into the answers.
func (b *bench) warm(ctx context.Context, t task, drawers []*drawer) error {
	request := func(connection, i int) []byte { return drawers[connection].number(i % len(drawers[connection].bodies)) }
	if t.mode != varied {
		request = func(connection, _ int) []byte { return drawers[connection].next() }
	}
	return b.load(b.server).pass(ctx, max(len(drawers[0].bodies), b.options.connections), request, t.check)
}

// copyAnswer has the answer to a request answered from memory.
func (b *bench) copyAnswer(ctx context.Context, request []byte) error {
	from, err1 := newLine(b.server.address)
	to, err2 := newLine(b.memory.address)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	defer from.close()
	defer to.close()
	answer, err := from.ask(ctx, "POST", request)
	if err == nil {
		_, err = to.ask(ctx, "PUT", answer)
	}
	return err
}

// measure gets the loop going for a while, and measures the rest of it.
func (b *bench) measure(ctx context.Context, row *Row, asked *server, drawers []*drawer) error {
	next := func(connection int) func() []byte { return drawers[connection].next }
	loop := b.load(asked)
	if loop.requests == 0 {
		first := loop
		first.lasting /= passed
		if _, err := first.run(ctx, next); err != nil {
			return err
		}
	}
	before, err := asked.read()
	if err != nil {
		return err
	}
	all, err := loop.run(ctx, next)
	if err != nil {
		return err
	}
	after, err := asked.read()
	if err != nil {
		return err
	}
	return asked.measure(row, all, before, after)
}

func (b *bench) load(of *server) load {
	return load{address: of.address, connections: b.options.connections, requests: b.options.requests, lasting: b.options.lasting}
}

// check looks for what the answer must hold.
func (q question) check(answer []byte) error {
	var decoded struct{ Data any }
	if err := json.Unmarshal(answer, &decoded); err != nil {
		return err
	}
	at := decoded.Data
	for _, step := range q.found {
		switch step := step.(type) {
		case string:
			object, _ := at.(map[string]any)
			at = object[step]
		case int:
			list, _ := at.([]any)
			if step >= len(list) {
				return fmt.Errorf("the answer holds no %v: %.600s", q.found, answer)
			}
			at = list[step]
		}
	}
	if at == nil {
		return fmt.Errorf("the answer holds no %v: %.600s", q.found, answer)
	}
	return nil
}

// startMemory starts what answers from memory.
func startMemory(ctx context.Context, program string) (*server, error) {
	c, err := startChild(ctx, program, os.Stderr, memoryRole)
	if err != nil {
		return nil, err
	}
	return &server{address: c.address, pid: c.process(), child: c}, nil
}
