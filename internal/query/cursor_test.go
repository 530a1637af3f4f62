package query

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/access"
	"pressgraph/internal/fault"
)

// ordered is a list in one of its orders.
type ordered struct {
	list  List
	order ordering
}

// allOrders returns every list in every order of one or two steps, in both worlds.
func allOrders(t testing.TB) []ordered {
	t.Helper()
	lists := []List{
		AllReleases(), AllPartners(), AllInitiatives(), AllTopics(), AllParticipations(),
		Children(Partners), Children(Initiatives), PartnerReleases(), InitiativeReleases(), PartnerInitiatives(),
		InitiativePartners(), ReleasePartners(), ReleaseInitiatives(), TopicReleases(), TopicInitiatives(),
	}
	fields := map[Kind][]string{
		Releases:       {"PUBLISHED_AT", "TITLE", "UPDATED_AT", "PARTNER_COUNT"},
		Partners:       {"NAME", "RELEASE_COUNT", "INITIATIVE_COUNT", "LATEST_RELEASE", "UPDATED_AT"},
		Initiatives:    {"NAME", "STARTED_ON", "FUNDING", "PARTNER_COUNT", "UPDATED_AT"},
		Topics:         {"NAME"},
		Participations: {"SINCE"},
	}
	var all []ordered
	for _, list := range lists {
		for _, world := range []access.World{access.Public, access.Everything} {
			for _, first := range fields[list.Kind] {
				for _, second := range fields[list.Kind] {
					for way := range 4 {
						o, err := list.order(world, []Step{{first, way&1 > 0}, {second, way&2 > 0}})
						if err != nil {
							t.Fatalf("order %s by %s, %s: %v", list.Name, first, second, err)
						}
						all = append(all, ordered{list, o})
					}
				}
			}
		}
	}
	return all
}

// somewhere returns a random position.
func (o ordered) somewhere(random *rand.Rand) position {
	var at position
	for _, t := range o.order.terms {
		switch t.kind {
		case kindInt:
			at = append(at, random.Int64()-random.Int64())
		case kindTime:
			at = append(at, time.UnixMicro(random.Int64N(1<<52)-1<<51).UTC())
		case kindBytes:
			b := make([]byte, random.IntN(40))
			for i := range b {
				b[i] = byte(random.IntN(256))
			}
			at = append(at, b)
		}
	}
	return at
}

func TestCursorsComeBackAsTheyWent(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, o := range allOrders(t) {
		for range 5 {
			at := o.somewhere(random)
			cursor := encodeCursor(o.order, o.list.Name, at)
			got, err := decodeCursor(o.order, o.list.Name, cursor)
			if err != nil {
				t.Fatalf("decode %s of %s: %v", cursor, o.order.signature(o.list.Name), err)
			}
			if diff := cmp.Diff(at, got); diff != "" {
				t.Fatalf("%s (-want +got):\n%s", o.order.signature(o.list.Name), diff)
			}
		}
	}
}

func TestCursorsAreRefusedUnderAnotherOrder(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	all := allOrders(t)
	for _, o := range all {
		cursor := encodeCursor(o.order, o.list.Name, o.somewhere(random))
		for range 40 {
			other := all[random.IntN(len(all))]
			if other.order.signature(other.list.Name) == o.order.signature(o.list.Name) {
				continue
			}
			if _, err := decodeCursor(other.order, other.list.Name, cursor); !fault.Is(err, fault.CodeInvalidCursor) {
				t.Fatalf("a cursor of %s under %s: %v, want INVALID_CURSOR",
					o.order.signature(o.list.Name), other.order.signature(other.list.Name), err)
			}
		}
	}
}

func TestDamagedCursorsAreRefused(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	for _, o := range allOrders(t)[:40] {
		cursor := []byte(encodeCursor(o.order, o.list.Name, o.somewhere(random)))
		for i := range cursor {
			damaged := bytes.Clone(cursor)
			damaged[i] = "ABCDEFGH-_"[random.IntN(10)]
			if bytes.Equal(damaged, cursor) {
				continue
			}
			for _, text := range []string{string(damaged), string(cursor[:i]), string(cursor) + string(damaged[i:])} {
				if _, err := decodeCursor(o.order, o.list.Name, text); !fault.Is(err, fault.CodeInvalidCursor) {
					t.Fatalf("the damaged cursor %s: %v, want INVALID_CURSOR", text, err)
				}
			}
		}
	}
}

func FuzzDecodeCursor(f *testing.F) {
	all := allOrders(f)
	random := rand.New(rand.NewPCG(7, 8))
	for i := range 20 {
		o := all[i*len(all)/20]
		f.Add(uint(i*len(all)/20), encodeCursor(o.order, o.list.Name, o.somewhere(random)), []byte{})
	}
	f.Fuzz(func(t *testing.T, which uint, cursor string, values []byte) {
		o := all[which%uint(len(all))]
		if at, err := decodeCursor(o.order, o.list.Name, cursor); err == nil {
			if _, err := decodeCursor(o.order, o.list.Name, encodeCursor(o.order, o.list.Name, at)); err != nil {
				t.Errorf("%s decodes, but not when encoded anew: %v", cursor, err)
			}
		}
		// Behind the checksum there may be anything, if somebody forges one.
		at, err := readPosition(o.order, values)
		if err == nil && len(at) != len(o.order.terms) {
			t.Errorf("%x is read as %d values, want %d", values, len(at), len(o.order.terms))
		}
		if err != nil && fmt.Sprint(err) == "" {
			t.Error("an error without words")
		}
	})
}
