package httpd_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"pressgraph/internal/store/storetest"
)

// TestAnswersAreInNobodyElsesBuffers asks for lists of many lengths at the same
// time. The bytes of one answer must not come to stand in another, nor in what is
// kept of it.
func TestAnswersAreInNobodyElsesBuffers(t *testing.T) {
	t.Parallel()
	r := openRemembering(t, storetest.SQLite(t))
	ask := func(alias string, first int) string {
		return r.send(http.MethodPost, fmt.Sprintf(`{ %s: partners(first: %d) { nodes { slug name description releases(first: 3) { nodes { title } } } } }`,
			alias, first)).text
	}
	want := map[int]string{}
	for first := 1; first <= 40; first++ {
		want[first] = ask("a", first)
	}
	var asking sync.WaitGroup
	for asker := range 8 {
		asking.Go(func() {
			for i := range 60 {
				alias, first := fmt.Sprintf("of%dn%d", asker, i/2), 1+(i*7+asker*5)%40
				got := strings.Replace(ask(alias, first), `"`+alias+`"`, `"a"`, 1)
				if got != want[first] {
					t.Errorf("asked for %d partners beside others: %.300s, want %.300s", first, got, want[first])
				}
			}
		})
	}
	asking.Wait()
}
