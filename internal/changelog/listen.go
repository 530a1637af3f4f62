package changelog

import (
	"context"
	"time"

	"pressgraph/internal/database"
)

// defaultListenInterval leaves room for two polls before the second is over
// within which every server has to know.
const defaultListenInterval = 500 * time.Millisecond

// ListenOptions say how Listen learns of changes. The zero value is right for
// a server.
type ListenOptions struct {
	// Interval is how often the database is asked; 0 is 500 ms.
	Interval time.Duration
	// Nudge makes Listen ask at once when something can be received from it:
	// whoever commits sends without waiting. It may be nil and is never closed.
	Nudge <-chan struct{}
}

// Listen tells of the newest versions until ctx ends: at once when this process
// nudges or PostgreSQL notifies, and at least once an interval, also where
// nothing has changed, as long as the database answers. So whoever has not been
// told for some intervals does not know what is going on. tell is called by one
// goroutine, and should not wait.
//
// The row of the versions is read each time. It says more than a notification
// would that may have been lost, and costs less on SQLite than to find out
// whether the file has changed at all.
func Listen(ctx context.Context, db *database.DB, options ListenOptions, tell func(Told)) {
	interval := options.Interval
	if interval <= 0 {
		interval = defaultListenInterval
	}
	notified := make(chan struct{}, 1)
	defer db.Hear(ctx, notified)()
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		if told, err := toldWithin(ctx, db, max(interval, time.Second)); err == nil {
			tell(told)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-notified:
		case <-options.Nudge:
		}
	}
}

// Told is what the database told of its versions: all that was committed when it
// was asked is in them.
type Told struct {
	All, Public int64
	// Asked is by this machine's own clock, which only later times of it are
	// compared with.
	Asked time.Time
}

func toldWithin(ctx context.Context, db *database.DB, limit time.Duration) (Told, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return Ask(ctx, db)
}

// Ask returns the newest versions that are committed, if the database is there.
func Ask(ctx context.Context, db *database.DB) (t Told, err error) {
	t.Asked = time.Now()
	if err := db.There(); err != nil {
		return t, err
	}
	t.All, t.Public, err = versionsNow(ctx, db)
	return t, err
}
