package httpd

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"pressgraph/internal/access"
	"pressgraph/internal/fault"
)

// Rate bounds how often one key, or one address without a key, may ask. Its zero
// value bounds nothing.
type Rate struct {
	// PerSecond is how many operations each may ask a second, and Burst how many
	// at once: 0 is four times as many. A dear operation counts as several.
	// Analysts and editors have ten times as many.
	PerSecond float64
	Burst     int
}

func (r Rate) withDefaults() Rate {
	const times = 4
	if r.Burst <= 0 {
		r.Burst = int(math.Ceil(r.PerSecond * times))
	}
	return r
}

// perPrice is how much of a price counts as one more operation.
const perPrice = 1000

// maxBuckets bounds the buckets that are kept: those used last, and those before.
const maxBuckets = 25_000

// rates keeps a bucket of tokens for each key and address. It may be used by
// many goroutines.
type rates struct {
	limit   Rate
	proxies Proxies
	now     func() time.Time

	mu         sync.Mutex
	young, old map[string]*rate.Limiter
}

func newRates(limit Rate, proxies Proxies) *rates {
	return &rates{limit: limit.withDefaults(), proxies: proxies, now: time.Now, young: map[string]*rate.Limiter{}}
}

// of returns who sends a request: the address until a key is known. Whoever asks
// from this machine, and for nobody else, has no limit.
func (r *rates) of(request *http.Request) caller {
	if r.limit.PerSecond <= 0 {
		return caller{}
	}
	address, here := r.proxies.client(request)
	if here {
		return caller{}
	}
	return caller{rates: r, bucket: r.bucket("address "+address, 1)}
}

// bucket returns the bucket with a name, times as large as the usual ones.
func (r *rates) bucket(name string, times int) *rate.Limiter {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known, ok := r.young[name]; ok {
		return known
	}
	bucket, ok := r.old[name]
	if !ok {
		bucket = rate.NewLimiter(rate.Limit(r.limit.PerSecond*float64(times)), r.limit.Burst*times)
	}
	if len(r.young) >= maxBuckets {
		r.old, r.young = r.young, map[string]*rate.Limiter{}
	}
	r.young[name] = bucket
	return bucket
}

// caller pays for what it asks. The zero caller has no limit.
type caller struct {
	rates  *rates
	bucket *rate.Limiter
}

// callerOf returns who pays, nil where a request was not admitted.
func callerOf(ctx context.Context) *caller {
	if r := requestOf(ctx); r != nil && r.admitted {
		return &r.caller
	}
	return nil
}

// pay takes tokens from the bucket; paying none asks that there be one. Errors:
// RATE_LIMITED, which knows for how long.
func (c *caller) pay(tokens int) error {
	if c.rates == nil {
		return nil
	}
	now := c.rates.now()
	if tokens == 0 {
		if c.bucket.TokensAt(now) >= 1 {
			return nil
		}
		return limited(c.bucket, 1)
	}
	tokens = min(tokens, c.bucket.Burst())
	if !c.bucket.AllowN(now, tokens) {
		return limited(c.bucket, tokens)
	}
	return nil
}

func limited(bucket *rate.Limiter, tokens int) error {
	wait := max(1, int(math.Ceil(float64(tokens)/float64(bucket.Limit()))))
	f := fault.New(fault.CodeRateLimited, "too many requests; try again in %s", inSeconds(wait))
	f.Details = map[string]any{"retryAfter": wait}
	return f
}

func inSeconds(n int) string {
	if n == 1 {
		return "a second"
	}
	return fmt.Sprintf("%d seconds", n)
}

// become lets the holder of a key pay from now on, and for this request.
func (c *caller) become(v access.Viewer) error {
	if c.rates == nil {
		return nil
	}
	times := 1
	if v.Role.Allows(access.RoleAnalyst) {
		times = analystShare
	}
	c.bucket = c.rates.bucket(fmt.Sprintf("key %d", v.KeyID), times)
	return c.pay(1)
}

type paidKey struct{}

// withPaid returns a context under which operations are paid for already.
func withPaid(ctx context.Context) context.Context { return context.WithValue(ctx, paidKey{}, true) }

// payFor pays for the price of an operation beyond what the request has paid.
func payFor(ctx context.Context, price int64) error {
	if price < perPrice || ctx.Value(paidKey{}) != nil {
		return nil
	}
	c := callerOf(ctx)
	if c == nil {
		return nil
	}
	return c.pay(int(min(price/perPrice, math.MaxInt32)))
}
