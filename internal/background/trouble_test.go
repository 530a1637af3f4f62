package background_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pressgraph/internal/background"
	"pressgraph/internal/fault"
)

func TestTrouble(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	trouble := background.NewTrouble(slog.New(slog.NewTextHandler(&log, nil)), "cannot dig", "digs again")
	told := func(sentence string, want int) {
		t.Helper()
		if got := strings.Count(log.String(), sentence); got != want {
			t.Errorf("the log says %d times %q, want %d:\n%s", got, sentence, want, &log)
		}
	}
	trouble.Over(t.Context())
	told("digs again", 0)
	var pauses []time.Duration
	for i := range 50 {
		// The causes differ, as by the number of a process; what is told is the same.
		err := errors.Join(fmt.Errorf("try %d: %w", i, fault.New(fault.CodeOverloaded, "no spade")))
		pauses = append(pauses, trouble.Failed(t.Context(), err))
	}
	told("cannot dig", 1)
	for i, pause := range pauses[1:] {
		if pause < pauses[i] || pause > 10*time.Second {
			t.Errorf("the pauses are %v, want them to grow up to some seconds", pauses)
			break
		}
	}
	if pauses[0] >= pauses[49] {
		t.Errorf("the pauses are %v, want them to grow", pauses)
	}
	trouble.Failed(t.Context(), errors.New("no shovel either"))
	told("cannot dig", 2)
	trouble.Over(t.Context())
	trouble.Over(t.Context())
	told("digs again", 1)
	trouble.Failed(t.Context(), errors.New("no shovel either"))
	told("cannot dig", 3)
}
