package store_test

import (
	"context"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"pressgraph/ent/db"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// noon is when tests take place.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// clock is a time that tests move.
type clock struct{ now time.Time }

// newsroom is an open store with whatever a test needs of it.
type newsroom struct {
	*store.Store
	clock *clock
}

// eachNewsroom runs test on both engines, with an empty store.
func eachNewsroom(t *testing.T, test func(t *testing.T, n newsroom)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, openNewsroom(t, storetest.SQLite(t)))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, openNewsroom(t, template(t)))
	})
}

// template returns a PostgreSQL database that is ready to open.
func template(t *testing.T) database.Target {
	t.Helper()
	return storetest.PostgresFrom(t, "newsroom", func(target database.Target) {
		if err := open(t, target, store.Options{}).Close(); err != nil {
			t.Fatal(err)
		}
	})
}

func openNewsroom(t *testing.T, target database.Target) newsroom {
	t.Helper()
	c := &clock{now: noon}
	s := open(t, target, store.Options{
		Database: database.Options{Now: func() time.Time { return c.now }, Simulated: true},
		Rand:     rand.NewChaCha8([32]byte{1}),
	})
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return newsroom{Store: s, clock: c}
}

// openNewsroomWith opens n's database once more.
func openNewsroomWith(t *testing.T, n newsroom, options store.Options) *store.Store {
	t.Helper()
	s := open(t, n.DB().Target(), options)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// emptyReader is a source of randomness that has run dry.
type emptyReader struct{}

func (emptyReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func open(t *testing.T, target database.Target, options store.Options) *store.Store {
	t.Helper()
	s, err := derive.Open(t.Context(), target, options)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return s
}

// everything is a context in which editors ask.
func everything(ctx context.Context) context.Context {
	return access.With(ctx, access.System("test"))
}

// write runs do, which must succeed.
func (n newsroom) write(t *testing.T, do func(ctx context.Context, tx *store.Tx) error) store.Outcome {
	t.Helper()
	outcome, err := n.Write(everything(t.Context()), "test", do)
	if err != nil {
		t.Fatalf("write: %v", err)
	}
	return outcome
}

func ref(t content.NodeType, id int64) store.NodeRef { return store.NodeRef{Type: t, ID: id} }

// The following make rows with what is required, to be saved by the caller.

func releaseIn(tx *store.Tx) *db.ReleaseCreate {
	id := tx.NewID()
	return tx.Client().Release.Create().SetID(id).SetSlug(slug("release", id)).
		SetCreatedAt(tx.Now()).SetUpdatedAt(tx.Now()).SetPublicUpdatedAt(tx.Now()).
		SetKind(content.ReleaseKindStory).SetLanguage("en").
		SetTitle("A story").SetTitleFold(content.Fold("A story")).SetTitleSort(key("A story"))
}

func partnerIn(tx *store.Tx) *db.PartnerCreate {
	id := tx.NewID()
	return tx.Client().Partner.Create().SetID(id).SetSlug(slug("partner", id)).
		SetCreatedAt(tx.Now()).SetUpdatedAt(tx.Now()).SetPublicUpdatedAt(tx.Now()).
		SetKind(content.PartnerKindCompany).
		SetName("Acme").SetNameFold(content.Fold("Acme")).SetNameSort(key("Acme"))
}

func initiativeIn(tx *store.Tx) *db.InitiativeCreate {
	id := tx.NewID()
	return tx.Client().Initiative.Create().SetID(id).SetSlug(slug("initiative", id)).
		SetCreatedAt(tx.Now()).SetUpdatedAt(tx.Now()).SetPublicUpdatedAt(tx.Now()).
		SetKind(content.InitiativeKindProject).
		SetName("Moonshot").SetNameFold(content.Fold("Moonshot")).SetNameSort(key("Moonshot"))
}

func topicIn(tx *store.Tx) *db.TopicCreate {
	id := tx.NewID()
	return tx.Client().Topic.Create().SetID(id).SetSlug(slug("topic", id)).
		SetCreatedAt(tx.Now()).SetUpdatedAt(tx.Now()).SetPublicUpdatedAt(tx.Now()).
		SetName("Physics").SetNameFold(content.Fold("Physics")).SetNameSort(key("Physics"))
}

func slug(of string, id int64) string { return of + "-" + content.GlobalID(1, id) }

func key(s string) []byte { return content.NewCollator().Key(s) }
