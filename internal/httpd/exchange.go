package httpd

import (
	"net/http"
	"time"
)

// exchange is a request on its way and the answer to it, in one piece: whoever
// answers thousands a second pays for each piece apart. It is made for one request
// and is never another's.
type exchange struct {
	writer  pacedWriter
	body    pacedBody
	waiting waitingBody
	about   request
	begin   time.Time
	// values are those of headers that have one, and vary all of that header: a
	// slice each would be a piece each.
	values [maxValues]string
	used   int
	vary   [maxVary]string
}

const (
	// maxValues is how many headers with one value an answer has that are its own.
	maxValues = 8
	// maxVary is how many headers may decide what is answered.
	maxVary = 6
)

// exchangeOf returns the exchange that a writer is of; nil where it is another's.
func exchangeOf(w http.ResponseWriter) *exchange {
	if paced, ok := w.(*pacedWriter); ok {
		return paced.of
	}
	return nil
}

// setHeader sets a header, whose name is written as http.CanonicalHeaderKey has it.
func setHeader(w http.ResponseWriter, name, value string) {
	x := exchangeOf(w)
	if x == nil || x.used == len(x.values) {
		w.Header()[name] = []string{value}
		return
	}
	x.values[x.used] = value
	// Whoever adds a value does not write over the next header's.
	w.Header()[name] = x.values[x.used : x.used+1 : x.used+1]
	x.used++
}

// addVary tells that a header decides what is answered.
func addVary(w http.ResponseWriter, name string) {
	w.Header()["Vary"] = append(w.Header()["Vary"], name)
}
