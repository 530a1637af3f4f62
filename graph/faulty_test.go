package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db"
	"pressgraph/graph"
	"pressgraph/graph/generated"
	"pressgraph/graph/model"
	"pressgraph/graph/nodes"
	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/network"
	"pressgraph/internal/query"
	"pressgraph/internal/store/storetest"
)

// faulty are resolvers that fail, panic, or answer nothing for some of the objects
// that they are asked about, always the same ones.
type faulty struct {
	generated.ResolverRoot

	// seed chooses them, and one in every is spoiled.
	seed, every uint64
}

// spoil returns what is to happen to a field of an object: an error, a panic,
// nothing at all (hole), or what it holds.
func (f faulty) spoil(field string, id any) (hole bool, err error) {
	h := fnv.New64a()
	fmt.Fprint(h, f.seed, field, id)
	drawn := h.Sum64()
	if drawn%f.every != 0 {
		return false, nil
	}
	switch drawn / f.every % 4 {
	case 0:
		return false, errors.New("it is spoiled")
	case 1:
		return false, errors.Join(fault.Invalid("first", "is spoiled"), fault.Invalid("second", "is spoiled, too"))
	case 2:
		panic("it is spoiled")
	}
	return true, nil
}

func spoiled[V any](f faulty, field string, id any, real func() (V, error)) (V, error) {
	var none V
	hole, err := f.spoil(field, id)
	if err != nil || hole {
		return none, err
	}
	return real()
}

type (
	faultyQuery struct {
		generated.QueryResolver
		by faulty
	}
	faultyRelease struct {
		generated.ReleaseResolver
		by faulty
	}
	faultyPartner struct {
		generated.PartnerResolver
		by faulty
	}
	faultyTopic struct {
		generated.TopicResolver
		by faulty
	}
	faultyImage struct {
		generated.ImageResolver
		by faulty
	}
	faultyParticipation struct {
		generated.ParticipationResolver
		by faulty
	}
)

func (f faulty) Query() generated.QueryResolver { return faultyQuery{f.ResolverRoot.Query(), f} }

func (f faulty) Release() generated.ReleaseResolver {
	return faultyRelease{f.ResolverRoot.Release(), f}
}

func (f faulty) Partner() generated.PartnerResolver {
	return faultyPartner{f.ResolverRoot.Partner(), f}
}

func (f faulty) Topic() generated.TopicResolver { return faultyTopic{f.ResolverRoot.Topic(), f} }

func (f faulty) Image() generated.ImageResolver { return faultyImage{f.ResolverRoot.Image(), f} }

func (f faulty) Participation() generated.ParticipationResolver {
	return faultyParticipation{f.ResolverRoot.Participation(), f}
}

func (f faultyQuery) Newsroom(ctx context.Context) (*model.Newsroom, error) {
	return spoiled(f.by, "newsroom", 0, func() (*model.Newsroom, error) { return f.QueryResolver.Newsroom(ctx) })
}

func (f faultyQuery) Nodes(ctx context.Context, ids []string) ([]nodes.Node, error) {
	all, err := f.QueryResolver.Nodes(ctx, ids)
	for i := range all {
		if hole, err := f.by.spoil("nodes", i); hole || err != nil {
			all[i] = nil
		}
	}
	return all, err
}

func (f faultyRelease) Label(ctx context.Context, obj *nodes.Release, locale *string) (string, error) {
	return spoiled(f.by, "label", obj.ID, func() (string, error) { return f.ReleaseResolver.Label(ctx, obj, locale) })
}

func (f faultyRelease) Topics(ctx context.Context, obj *nodes.Release) ([]*nodes.Topic, error) {
	all, err := spoiled(f.by, "topics", obj.ID, func() ([]*nodes.Topic, error) { return f.ReleaseResolver.Topics(ctx, obj) })
	all = slices.Clone(all)
	for i := range all {
		if hole, _ := f.by.spoil("topic", all[i].ID); hole {
			all[i] = nil // It must not be.
		}
	}
	return all, err
}

func (f faultyRelease) Publisher(ctx context.Context, obj *nodes.Release) (*nodes.Partner, error) {
	return spoiled(f.by, "publisher", obj.ID, func() (*nodes.Partner, error) { return f.ReleaseResolver.Publisher(ctx, obj) })
}

func (f faultyRelease) Body(ctx context.Context, obj *nodes.Release, format *model.TextFormat) (*string, error) {
	return spoiled(f.by, "body", obj.ID, func() (*string, error) { return f.ReleaseResolver.Body(ctx, obj, format) })
}

func (f faultyRelease) Corrections(ctx context.Context, obj *nodes.Release) ([]*db.Correction, error) {
	return spoiled(f.by, "corrections", obj.ID, func() ([]*db.Correction, error) { return f.ReleaseResolver.Corrections(ctx, obj) })
}

func (f faultyPartner) Name(ctx context.Context, obj *nodes.Partner, locale *string) (string, error) {
	return spoiled(f.by, "name", obj.ID, func() (string, error) { return f.PartnerResolver.Name(ctx, obj, locale) })
}

func (f faultyPartner) Names(ctx context.Context, obj *nodes.Partner) ([]*nodes.Name, error) {
	return spoiled(f.by, "names", obj.ID, func() ([]*nodes.Name, error) { return f.PartnerResolver.Names(ctx, obj) })
}

func (f faultyPartner) Parent(ctx context.Context, obj *nodes.Partner) (*nodes.Partner, error) {
	return spoiled(f.by, "parent", obj.ID, func() (*nodes.Partner, error) { return f.PartnerResolver.Parent(ctx, obj) })
}

func (f faultyPartner) Releases(
	ctx context.Context, obj *nodes.Partner, first *int, after *string, last *int, before *string, where map[string]any,
	orderBy []*query.ReleaseOrder, prefer []string,
) (*nodes.List[*nodes.Release], error) {
	return spoiled(f.by, "releases", obj.ID, func() (*nodes.List[*nodes.Release], error) {
		return f.PartnerResolver.Releases(ctx, obj, first, after, last, before, where, orderBy, prefer)
	})
}

func (f faultyTopic) Name(ctx context.Context, obj *nodes.Topic, locale *string) (string, error) {
	return spoiled(f.by, "topic name", obj.ID, func() (string, error) { return f.TopicResolver.Name(ctx, obj, locale) })
}

func (f faultyParticipation) Partner(ctx context.Context, obj *nodes.Participation) (*nodes.Partner, error) {
	return spoiled(f.by, "participation partner", obj.ID, func() (*nodes.Partner, error) { return f.ParticipationResolver.Partner(ctx, obj) })
}

// faultyRequests ask for what is spoiled at places of all kinds: that may be null
// and may not, in lists and beside them, twice, and below what is null already.
func faultyRequests() []string {
	return []string{
		`{ newsroom { name } releases(first: 20) { nodes { id label topics { slug name } publisher { name } body } } }`,
		`{ a: newsroom { name } b: releases(first: 7) { totalCount edges { cursor node { label label2: label publisher { label names { text } parent { name } } } } } }`,
		`{ partners(first: 30) { nodes { name names { text } parent { name parent { name } } releases(first: 3) { nodes { label topics { name } } pageInfo { endCursor } } } } }`,
		`{ partners(first: 30) { edges { node { slug releases(first: 2, where: {year: {gte: 2000}}) { totalCount nodes { publisher { id } partners(first: 2) { nodes { label } } } } } } } }`,
		`{ partners(first: 30) { nodes { releases(first: 500) { nodes { id } } } } topics(first: 20) { nodes { name children { name } releases(first: 2) { nodes { label } } } } }`,
		`{ participations(first: 40) { nodes { role partner { name } initiative { label topics { name } } evidence { quote release { label } } } } }`,
		`{ participations(first: 40) { edges { node { ... on Node { id } partner { label } again: partner { label } } } } }`,
		`{ search(query: "research", first: 20) { edges { node { __typename ... on Release { label topics { name } } ... on Partner { name } ... on Topic { name } ... on Addressable { label } } } } }`,
		`{ releases(first: 20) { nodes { topics { name } topics { slug } corrections { note } translations { label } } } }`,
		`query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Addressable { label } ... on Partner { names { text } parent { name } } ... on Release { body publisher { name } } } }`,
	}
}

// TestPlansFailAsGqlgenDoes lets resolvers fail, panic and answer nothing where
// something must be: answers and errors are those of gqlgen's executor, with a
// memory and without.
func TestPlansFailAsGqlgenDoes(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		ids := faultyIDs(t, a)
		different, told, seeds := map[string]bool{}, 0, uint64(12)
		if os.Getenv("PRESSGRAPH_SOAK") != "" {
			seeds = 200
		}
		for seed := range seeds {
			f := faulty{seed: seed, every: []uint64{2, 5, 20, 60}[seed%4]}
			schema := graph.NewSchemaOf(a.store, a.newsroom.Newsroom, func(of generated.ResolverRoot) generated.ResolverRoot {
				f.ResolverRoot = of
				return f
			})
			planned, stock := a.executing(schema), a.executing(schema.Stock())
			for _, document := range faultyRequests() {
				params := graphql.RawParams{Query: document, Variables: map[string]any{"ids": ids}}
				want := answered(t, t.Context(), stock, params)
				different[want] = true
				told += strings.Count(want, `"message"`)
				for _, ctx := range []context.Context{t.Context(), a.remembering(t), a.remembering(t)} {
					if diff := cmp.Diff(want, answered(t, ctx, planned, params)); diff != "" {
						t.Fatalf("seed %d: %s (-gqlgen +plan):\n%s", seed, document, diff)
					}
				}
			}
		}
		if uint64(len(different)) < 5*seeds || uint64(told) < 25*seeds {
			t.Errorf("there are only %d different answers, with %d errors", len(different), told)
		}
	})
}

func faultyIDs(t *testing.T, a *api) []any {
	t.Helper()
	data := a.data(t, t.Context(), `{ releases(first: 6) { nodes { id } } partners(first: 6) { nodes { id } } topics(first: 3) { nodes { id } } }`, nil)
	ids := []any{"nonsense", "UmVsZWFzZTo5OTk5OTk"}
	for _, list := range []string{"releases", "partners", "topics"} {
		for _, node := range dig(data, list, "nodes").([]any) {
			ids = append(ids, dig(node, "id"))
		}
	}
	return ids
}

// executing returns an executor of a schema over the API's store.
func (a *api) executing(schema graphql.ExecutableSchema) *executor.Executor {
	exec := executor.New(schema)
	exec.SetErrorPresenter(graph.Presenter(slog.New(slog.DiscardHandler)))
	exec.SetRecoverFunc(func(_ context.Context, cause any) error { return fault.Caught(cause) })
	exec.Use(graph.Extension{Store: a.store, Network: network.NewCache(a.store), Shared: graph.NewShared()})
	return exec
}

// remembering returns a context that reads from memory.
func (a *api) remembering(t *testing.T) context.Context {
	t.Helper()
	if _, _, err := a.memory.Reach(t.Context(), math.MaxInt64, 0); err != nil {
		t.Fatal(err)
	}
	ctx, reading, err := a.memory.Begin(t.Context(), false)
	if err != nil || !reading.Keeps() {
		t.Fatalf("nothing is remembered: %v", err)
	}
	return ctx
}

// answered returns the data and the errors of an answer. Errors of one place may
// come in any order.
func answered(t testing.TB, ctx context.Context, by *executor.Executor, params graphql.RawParams) string {
	t.Helper()
	ctx = graphql.StartOperationTrace(ctx)
	operation, errs := by.CreateOperationContext(ctx, &params)
	if errs != nil {
		t.Fatal(errs)
	}
	respond, ctx := by.DispatchOperation(ctx, operation)
	response := respond(ctx)
	told := make([]string, len(response.Errors))
	for i, one := range response.Errors {
		text, err := json.Marshal(one)
		if err != nil {
			t.Fatal(err)
		}
		told[i] = strings.ReplaceAll(string(text), `"message"`, "\n"+`"message"`)
	}
	slices.Sort(told)
	return string(response.Data) + strings.Join(told, "\n")
}
