package loadtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"strconv"
	"sync/atomic"
)

// body is a request's: before the salt, and after it.
type body struct{ before, after []byte }

// bodies returns those of a question, one for each of its variables.
func bodies(document string, all []variables) ([]body, error) {
	const mark = "\x01"
	made := make([]body, 0, len(all))
	for _, values := range all {
		salted := variables{"salt": mark}
		maps.Copy(salted, values)
		text, err := json.Marshal(struct {
			Query     string    `json:"query"`
			Variables variables `json:"variables"`
		}{document, salted})
		if err != nil {
			return nil, err
		}
		before, after, found := bytes.Cut(text, []byte(`\u0001`))
		if !found {
			return nil, fmt.Errorf("the salt is missing in %s", text)
		}
		made = append(made, body{before, after})
	}
	return made, nil
}

// with appends the whole body to out.
func (b body) with(out []byte, run, number uint64) []byte {
	out = append(out, b.before...)
	out = appendHex(appendHex(out, run), number)
	return append(out, b.after...)
}

// appendHex appends 16 digits.
func appendHex(out []byte, n uint64) []byte {
	var digits [16]byte
	text := strconv.AppendUint(digits[:0], n, 16)
	for range 16 - len(text) {
		out = append(out, '0')
	}
	return append(out, text...)
}

// drawer chooses what one connection asks next. Connections of one task draw
// differently, each the same in every run of one seed.
type drawer struct {
	rng    *rand.Rand
	bodies []body
	same   bool
	salts  *salts
	out    []byte
}

// next returns a request, good until the next one.
func (d *drawer) next() []byte {
	if d.same {
		d.out = d.bodies[0].with(d.out[:0], 0, 0)
		return d.out
	}
	return d.number(d.rng.IntN(len(d.bodies)))
}

// number returns a request with those variables and a salt of its own.
func (d *drawer) number(i int) []byte {
	d.out = d.bodies[i].with(d.out[:0], d.salts.run, d.salts.next())
	return d.out
}

// salts tells requests apart: those of one run by their number, and those of
// different runs, which may ask the same server, by the run's.
type salts struct {
	run  uint64
	last atomic.Uint64
}

func (s *salts) next() uint64 { return s.last.Add(1) }
