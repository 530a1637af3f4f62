package nodes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"pressgraph/ent/db"
	"pressgraph/graph/loader"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/memory"
	"pressgraph/internal/network"
)

// LinkFilter says which ties count, as a client writes it; nil fields are left out.
type LinkFilter struct {
	Basis           []network.LinkBasis
	AsOf            *string
	Since           *content.PartialDate
	InitiativeKinds []content.InitiativeKind
	MinStrength     *int
	Without         []string

	InitiativeStatuses    []content.InitiativeStatus
	ParticipationStatuses []content.ParticipationStatus
}

// maxWithout bounds the partners that a filter leaves out.
const maxWithout = 1000

// links is a checked filter, but for the partners to leave out.
type links struct {
	network.Filter
	without []int64
	// key tells filters apart.
	key string
}

// checkLinks complains about all of a filter at once. Errors: BAD_USER_INPUT.
func checkLinks(given *LinkFilter) (links, error) {
	checked := links{Filter: network.Every()}
	if given == nil {
		return checked, nil
	}
	text, err := json.Marshal(given)
	if err != nil {
		return links{}, fmt.Errorf("key of links: %w", err)
	}
	checked.key = string(text)
	if given.Basis != nil {
		checked.Initiatives, checked.Releases = false, false
	}
	for _, basis := range given.Basis {
		checked.Initiatives = checked.Initiatives || basis == network.BasisInitiative
		checked.Releases = checked.Releases || basis == network.BasisRelease
	}
	checked.Kinds = given.InitiativeKinds
	checked.InitiativeStatuses, checked.ParticipationStatuses = given.InitiativeStatuses, given.ParticipationStatuses
	var complaints []error
	complain := func(field, format string, args ...any) {
		complaints = append(complaints, fault.Invalid("links."+field, format, args...))
	}
	if given.AsOf != nil {
		day, err := content.ParsePartialDate(*given.AsOf)
		if err != nil || day.Precision() != content.PrecisionDay {
			complain("asOf", "must be a date of the calendar written YYYY-MM-DD")
		}
		checked.AsOf = day.Latest()
	}
	if given.Since != nil {
		since, err := content.ParsePartialDate(string(*given.Since))
		if err != nil {
			complain("since", "%s", err)
		}
		checked.Since = since.Earliest()
	}
	if given.MinStrength != nil {
		if checked.MinStrength = *given.MinStrength; *given.MinStrength < 1 {
			complain("minStrength", "must be 1 or more")
		}
	}
	if checked.without, err = partnerIDs("links.without", given.Without, maxWithout); err != nil {
		complaints = append(complaints, err)
	}
	return checked, errors.Join(complaints...)
}

// partnerIDs reads the ids of partners; one of another type is as one that is
// unknown, and left out. Errors: BAD_USER_INPUT.
func partnerIDs(field string, given []string, most int) ([]int64, error) {
	if len(given) > most {
		return nil, fault.Invalid(field, "must be at most %d", most)
	}
	ids := make([]int64, 0, len(given))
	for i, id := range given {
		t, number, err := content.ParseGlobalID(id)
		if err != nil {
			return nil, fault.Invalid(fmt.Sprintf("%s[%d]", field, i), "%s", err)
		}
		if t == content.NodePartner {
			ids = append(ids, number)
		}
	}
	return ids, nil
}

// snapshot returns the network as it is now, the same one for all of the request.
func (l *Loaders) snapshot(ctx context.Context) (*network.Snapshot, error) {
	return loader.Load(ctx, l.root, "network", 0, func(ctx context.Context, _ map[int64]struct{}) (map[int64]*network.Snapshot, error) {
		newest, err := l.newestNetwork(ctx)
		if err != nil {
			return nil, wrapLoad("the network", err)
		}
		return map[int64]*network.Snapshot{0: newest}, nil
	})
}

// newestNetwork returns the network of the version that is read, or of a later
// one. It is made from too much to say of what.
func (l *Loaders) newestNetwork(ctx context.Context) (*network.Snapshot, error) {
	if !database.AsksDatabase(ctx) {
		return nil, database.ErrDatabase // It may take long, though no statement runs.
	}
	reading := memory.From(ctx)
	if reading == nil {
		return l.network.Newest(ctx)
	}
	snapshot, err := l.network.At(ctx, reading.At())
	if err == nil {
		reading.Depend(snapshot.Version)
	}
	return snapshot, err
}

// view returns the network under a filter, the same one for all of the request.
func (l *Loaders) view(ctx context.Context, of links) (*network.View, error) {
	return loader.Load(ctx, l.root, "network "+of.key, 0, func(ctx context.Context, _ map[int64]struct{}) (map[int64]*network.View, error) {
		if !database.AsksDatabase(ctx) {
			return nil, database.ErrDatabase
		}
		snapshot, err := l.snapshot(ctx)
		if err != nil {
			return nil, err
		}
		if of.Without, err = l.resolve(ctx, snapshot, of.without); err != nil {
			return nil, err
		}
		view, err := snapshot.View(ctx, of.Filter)
		if err != nil {
			return nil, wrapLoad("the network under a filter", err)
		}
		return map[int64]*network.View{0: view}, nil
	})
}

// resolve returns the ids of the partners that are meant by ids: those of
// merged partners mean the survivors. Without merged ones it asks nothing.
func (l *Loaders) resolve(ctx context.Context, in *network.Snapshot, ids []int64) ([]int64, error) {
	var unknown []int64
	for _, id := range ids {
		if len(in.Find([]int64{id})) == 0 {
			unknown = append(unknown, id)
		}
	}
	if len(unknown) == 0 {
		return ids, nil
	}
	survivors, err := l.survivors(ctx, distinct(unknown))
	if err != nil {
		return nil, err
	}
	meant := make([]int64, len(ids))
	for i, id := range ids {
		meant[i] = survivorOf(survivors, id)
	}
	return meant, nil
}

func survivorOf(survivors map[int64]*db.Merge, id int64) int64 {
	if m, ok := survivors[id]; ok {
		return m.SurvivorID
	}
	return id
}
