package background_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"pressgraph/internal/background"
)

func TestKeep(t *testing.T) {
	t.Parallel()
	t.Run("logs a panic with its stack, and begins again", func(t *testing.T) {
		t.Parallel()
		var log bytes.Buffer
		tries := 0
		background.Keep(t.Context(), slog.New(slog.NewTextHandler(&log, nil)), "counting", func(context.Context) {
			if tries++; tries == 1 {
				panic("out of fingers")
			}
		})
		if tries != 2 {
			t.Errorf("the work was begun %d times, want 2", tries)
		}
		for _, want := range []string{"level=ERROR", "counting", "out of fingers", "keep_test.go"} {
			if strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), want) {
				t.Errorf("the log does not tell of %q in one line:\n%s", want, &log)
			}
		}
	})
	t.Run("ends with its context, though the work goes on panicking", func(t *testing.T) {
		t.Parallel()
		ctx, stop := context.WithCancel(t.Context())
		background.Keep(ctx, slog.New(slog.DiscardHandler), "counting", func(context.Context) {
			stop()
			panic("again")
		})
	})
}
