package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/fault"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// story is a release with what hangs on it.
type story struct{ release, partner, parent, initiative, topic int64 }

// tell writes a draft that names a partner and reports an initiative, which the
// partner takes part in; the partner has a parent.
func tell(t *testing.T, n newsroom) story {
	t.Helper()
	var s story
	n.write(t, func(ctx context.Context, tx *store.Tx) error {
		s = story{
			release:    releaseIn(tx).SaveX(ctx).ID,
			parent:     partnerIn(tx).SaveX(ctx).ID,
			initiative: initiativeIn(tx).SaveX(ctx).ID,
			topic:      topicIn(tx).SaveX(ctx).ID,
		}
		s.partner = partnerIn(tx).SetParentID(s.parent).SaveX(ctx).ID
		c := tx.Client()
		c.Announcement.Create().SetID(tx.NewID()).SetReleaseID(s.release).SetInitiativeID(s.initiative).SaveX(ctx)
		c.Participation.Create().SetID(tx.NewID()).SetPartnerID(s.partner).SetInitiativeID(s.initiative).SaveX(ctx)
		c.InitiativeTopic.Create().SetID(tx.NewID()).SetInitiativeID(s.initiative).SetTopicID(s.topic).SaveX(ctx)
		tx.Touch(ref(content.NodeRelease, s.release), ref(content.NodeInitiative, s.initiative))
		return nil
	})
	return s
}

func (s story) nodes() []store.NodeRef {
	all := []store.NodeRef{ref(content.NodeRelease, s.release), ref(content.NodePartner, min(s.partner, s.parent)),
		ref(content.NodePartner, max(s.partner, s.parent)), ref(content.NodeInitiative, s.initiative), ref(content.NodeTopic, s.topic)}
	return all
}

// publish returns what publishes a release.
func publish(id int64) func(context.Context, *store.Tx) error {
	return turn(id, content.StatusPublished)
}

func turn(id int64, to content.ReleaseStatus) func(context.Context, *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error {
		tx.Touch(ref(content.NodeRelease, id))
		return tx.Client().Release.UpdateOneID(id).SetStatus(to).Exec(ctx)
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	eachNewsroom(t, func(t *testing.T, n newsroom) {
		t.Run("tells what became visible and hidden", func(t *testing.T) {
			s := tell(t, n)
			rehearsed, err := n.DryRun(everything(t.Context()), "rehearse", publish(s.release))
			if err != nil {
				t.Fatalf("dry run: %v", err)
			}
			if diff := cmp.Diff(s.nodes(), rehearsed.MadePublic); diff != "" {
				t.Errorf("a dry run makes public (-want +got):\n%s", diff)
			}
			if status := n.Client().Release.GetX(everything(t.Context()), s.release).Status; status != content.StatusDraft {
				t.Errorf("after a dry run the release is %s, want DRAFT", status)
			}
			published := n.write(t, publish(s.release))
			if diff := cmp.Diff(s.nodes(), published.MadePublic); diff != "" {
				t.Errorf("publishing makes public (-want +got):\n%s", diff)
			}
			withdrawn := n.write(t, turn(s.release, content.StatusDraft))
			if diff := cmp.Diff(s.nodes(), withdrawn.Withdrawn); diff != "" {
				t.Errorf("unpublishing withdraws (-want +got):\n%s", diff)
			}
		})
		t.Run("moves the versions", func(t *testing.T) {
			s := tell(t, n)
			before := n.write(t, func(context.Context, *store.Tx) error { return nil })
			after := n.write(t, publish(s.release))
			if after.ContentVersion <= before.ContentVersion || after.PublicVersion <= before.PublicVersion {
				t.Errorf("publishing moves %+v to %+v, want both versions greater", before, after)
			}
		})
		t.Run("undoes everything on an error", func(t *testing.T) {
			want := errors.New("no")
			var id int64
			_, err := n.Write(everything(t.Context()), "fail", func(ctx context.Context, tx *store.Tx) error {
				id = partnerIn(tx).SaveX(ctx).ID
				return want
			})
			if !errors.Is(err, want) {
				t.Errorf("Write = %v, want %v", err, want)
			}
			if _, err := n.Client().Partner.Get(everything(t.Context()), id); !db.IsNotFound(err) {
				t.Errorf("partner %d is there after an error", id)
			}
		})
		t.Run("undoes everything on a panic", func(t *testing.T) {
			func() {
				defer func() { _ = recover() }()
				_, _ = n.Write(everything(t.Context()), "panic", func(ctx context.Context, tx *store.Tx) error {
					topicIn(tx).SetSlug("panicked").SaveX(ctx)
					panic("no")
				})
			}()
			// Without a rollback SQLite's one writer would still be taken.
			n.write(t, func(ctx context.Context, tx *store.Tx) error {
				topicIn(tx).SetSlug("panicked").SaveX(ctx)
				return nil
			})
		})
		t.Run("gives one instant, in microseconds", func(t *testing.T) {
			n.clock.now = noon.Add(1500 * time.Nanosecond).In(time.FixedZone("HKT", 8*3600))
			defer func() { n.clock.now = noon }()
			n.write(t, func(_ context.Context, tx *store.Tx) error {
				if want := noon.Add(time.Microsecond); tx.Now() != want {
					t.Errorf("Now() = %v, want %v", tx.Now(), want)
				}
				return nil
			})
		})
		t.Run("refuses what has no id", func(t *testing.T) {
			dry := openNewsroomWith(t, n, store.Options{Rand: emptyReader{}, SkipMigrate: true})
			_, err := dry.Write(everything(t.Context()), "draw", func(_ context.Context, tx *store.Tx) error {
				if id := tx.NewID(); id != 0 {
					t.Errorf("NewID() = %d without randomness, want 0", id)
				}
				return nil
			})
			if err == nil {
				t.Error("a transaction that got no id was committed")
			}
		})
	})
}

func TestEdited(t *testing.T) {
	t.Parallel()
	eachNewsroom(t, func(t *testing.T, n newsroom) {
		s := tell(t, n)
		updated := func() [2]time.Time {
			ctx := everything(t.Context())
			return [2]time.Time{n.Client().Partner.GetX(ctx, s.partner).PublicUpdatedAt.UTC(), n.Client().Release.GetX(ctx, s.release).PublicUpdatedAt.UTC()}
		}
		edit := func(ctx context.Context, tx *store.Tx) error {
			tx.Edited(ref(content.NodePartner, s.partner))
			return nil
		}
		n.clock.now = noon.Add(time.Hour)
		n.write(t, edit)
		if got, want := updated(), [2]time.Time{noon, noon}; got != want {
			t.Errorf("after an edit of what is hidden readers know %v, want %v", got, want)
		}
		n.clock.now = noon.Add(2 * time.Hour)
		n.write(t, publish(s.release))
		if got, want := updated(), [2]time.Time{n.clock.now, n.clock.now}; got != want {
			t.Errorf("after publishing readers know %v, want %v", got, want)
		}
		published := n.clock.now
		n.clock.now = noon.Add(3 * time.Hour)
		n.write(t, edit)
		if got, want := updated(), [2]time.Time{n.clock.now, published}; got != want {
			t.Errorf("after an edit readers know %v, want %v", got, want)
		}
	})
}

func TestWriteRetries(t *testing.T) {
	t.Parallel()
	t.Run("PostgreSQL's serialization failures, up to ten tries", func(t *testing.T) {
		t.Parallel()
		n := openNewsroom(t, template(t))
		const lost = "DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = 'serialization_failure'; END $$"
		for _, c := range []struct{ failures, tries int }{{0, 1}, {3, 4}, {9, 10}, {10, 10}, {50, 10}} {
			tries := 0
			_, err := n.Write(everything(t.Context()), "retry", func(ctx context.Context, tx *store.Tx) error {
				topicIn(tx).SetSlug(fmt.Sprintf("once-%d", c.failures)).SaveX(ctx)
				if tries++; tries <= c.failures {
					_, err := tx.Exec(ctx, lost)
					return err
				}
				return nil
			})
			if tries != c.tries || (err != nil) != (c.failures >= 10) {
				t.Errorf("%d failures: %d tries and %v, want %d", c.failures, tries, err, c.tries)
			}
			if err != nil && !fault.Is(err, fault.CodeOverloaded) {
				t.Errorf("%d failures: %v, want OVERLOADED", c.failures, err)
			}
		}
	})
	t.Run("PostgreSQL's deadlocks", func(t *testing.T) {
		t.Parallel()
		n := openNewsroom(t, template(t))
		a, b := tell(t, n).partner, tell(t, n).partner
		var meet sync.WaitGroup
		meet.Add(2)
		cross := func(first, second int64) error {
			tries := 0
			_, err := n.Write(everything(t.Context()), "cross", func(ctx context.Context, tx *store.Tx) error {
				tx.Client().Partner.UpdateOneID(first).SetCity("Here").ExecX(ctx)
				if tries++; tries == 1 {
					meet.Done()
					meet.Wait()
				}
				return tx.Client().Partner.UpdateOneID(second).SetCity("There").Exec(ctx)
			})
			return err
		}
		failed := make(chan error)
		go func() { failed <- cross(a, b) }()
		if err := errors.Join(cross(b, a), <-failed); err != nil {
			t.Errorf("two that cross: %v, want both to succeed", err)
		}
	})
	t.Run("SQLite's lock, until it is free or the context ends", func(t *testing.T) {
		t.Parallel()
		target := storetest.SQLite(t)
		n := openNewsroom(t, target)
		other := open(t, target, store.Options{Database: database.Options{LockTimeout: time.Millisecond}})
		t.Cleanup(func() { _ = other.Close() })
		n.write(t, func(context.Context, *store.Tx) error {
			ctx, cancel := context.WithTimeout(everything(t.Context()), 100*time.Millisecond)
			defer cancel()
			_, err := other.Write(ctx, "wait", func(context.Context, *store.Tx) error { return nil })
			if !fault.Is(err, fault.CodeOverloaded) {
				t.Errorf("while another writes: %v, want OVERLOADED", err)
			}
			return nil
		})
		held, freed := make(chan struct{}), make(chan error)
		go func() {
			_, err := n.Write(everything(t.Context()), "hold", func(context.Context, *store.Tx) error {
				close(held)
				time.Sleep(50 * time.Millisecond)
				return nil
			})
			freed <- err
		}()
		<-held
		if _, err := other.Write(everything(t.Context()), "wait", func(context.Context, *store.Tx) error { return nil }); err != nil {
			t.Errorf("once the other is done: %v", err)
		}
		if err := <-freed; err != nil {
			t.Errorf("hold: %v", err)
		}
	})
}

func TestWritersAtOnce(t *testing.T) {
	t.Parallel()
	eachNewsroom(t, func(t *testing.T, n newsroom) {
		// All stories share one partner, whose counts everyone moves.
		const writers, rounds = 4, 6
		shared := tell(t, n).partner
		var done sync.WaitGroup
		for range writers {
			s := tell(t, n)
			n.write(t, func(ctx context.Context, tx *store.Tx) error {
				tx.Touch(ref(content.NodeRelease, s.release))
				return tx.Client().Mention.Create().SetID(tx.NewID()).SetReleaseID(s.release).SetPartnerID(shared).Exec(ctx)
			})
			done.Go(func() {
				for round := range rounds {
					to := content.StatusPublished
					if round%3 == 1 {
						to = content.StatusDraft
					}
					if _, err := n.Write(everything(t.Context()), "turn", turn(s.release, to)); err != nil {
						t.Errorf("turn: %v", err)
					}
				}
			})
		}
		done.Wait()
		agree(t, n, "after writers at once")
		if got := n.Client().Partner.GetX(t.Context(), shared).PublicReleaseCount; got != writers {
			t.Errorf("readers count %d releases of the shared partner, want %d", got, writers)
		}
	})
}

func TestSettleStatements(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	eachNewsroom(t, func(t *testing.T, n newsroom) {
		const bound = 34
		statements := func(relations int) int {
			s := tell(t, n)
			n.write(t, func(ctx context.Context, tx *store.Tx) error {
				for range relations {
					p, i := partnerIn(tx).SaveX(ctx).ID, initiativeIn(tx).SaveX(ctx).ID
					c := tx.Client()
					m := c.Mention.Create().SetID(tx.NewID()).SetReleaseID(s.release).SetPartnerID(p).SaveX(ctx)
					c.Announcement.Create().SetID(tx.NewID()).SetReleaseID(s.release).SetInitiativeID(i).SaveX(ctx)
					c.Participation.Create().SetID(tx.NewID()).SetInitiativeID(i).SetPartnerID(p).SaveX(ctx)
					c.Evidence.Create().SetID(tx.NewID()).SetReleaseID(s.release).SetMentionID(m.ID).
						SetSection("TITLE").SetQuote("A").SetStart(0).SetEnd(1).SaveX(ctx)
				}
				tx.Touch(ref(content.NodeRelease, s.release))
				return nil
			})
			ctx, counter := database.WithCounter(everything(t.Context()))
			_, err := n.Write(ctx, "publish", func(ctx context.Context, tx *store.Tx) error {
				tx.Touch(ref(content.NodeRelease, s.release))
				_, err := tx.Exec(ctx, "UPDATE releases SET status = 'PUBLISHED' WHERE id = $1", s.release)
				return err
			})
			if err != nil {
				t.Fatalf("publish: %v", err)
			}
			return counter.Count()
		}
		few, many := statements(2), statements(20)
		if few != many || many > bound {
			t.Errorf("publishing takes %d statements with 2 relations and %d with 20, want the same, at most %d", few, many, bound)
		}
	})
}

func TestLoad(t *testing.T) {
	t.Parallel()
	eachNewsroom(t, func(t *testing.T, n newsroom) {
		s := tell(t, n)
		before := n.write(t, func(context.Context, *store.Tx) error { return nil })
		after, err := n.Load(everything(t.Context()), "load", func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE releases SET status = 'PUBLISHED'") // and nothing is touched
			return err
		})
		if err != nil {
			t.Fatalf("load: %v", err)
		}
		if diff := cmp.Diff(s.nodes(), after.MadePublic); diff != "" {
			t.Errorf("loading makes public (-want +got):\n%s", diff)
		}
		if after.ContentVersion != before.ContentVersion+1 {
			t.Errorf("loading moves version %d to %d, want one step", before.ContentVersion, after.ContentVersion)
		}
		agree(t, n, "after a load")
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	eachNewsroom(t, func(t *testing.T, n newsroom) {
		s := tell(t, n)
		n.write(t, publish(s.release))
		n.write(t, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE partners SET visible = FALSE, release_count = 7, name_sort = name_fold WHERE id = $1", s.partner)
			return err
		})
		found, err := derive.Check(t.Context(), n.Store)
		if err != nil {
			t.Fatalf("check: %v", err)
		}
		sort := derive.Difference{Table: "partners", ID: s.partner, Column: "name_sort", Stored: "61636d65", Derived: fmt.Sprintf("%x", key("Acme"))}
		want := []derive.Difference{
			{Table: "partners", ID: s.partner, Column: "visible", Stored: "0", Derived: "1"},
			{Table: "partners", ID: s.partner, Column: "release_count", Stored: "7", Derived: "0"},
			sort,
			{Table: "search_documents", ID: s.partner, Column: "visible of a Partner", Stored: "1", Derived: "0"},
		}
		if diff := cmp.Diff(want, found); diff != "" {
			t.Errorf("Check (-want +got):\n%s", diff)
		}
		n.write(t, func(ctx context.Context, tx *store.Tx) error { return tx.RecomputeAll(ctx) })
		found, err = derive.Check(t.Context(), n.Store)
		if err != nil {
			t.Fatalf("check: %v", err)
		}
		if diff := cmp.Diff([]derive.Difference{sort}, found); diff != "" {
			t.Errorf("Check after RecomputeAll, which knows nothing of texts (-want +got):\n%s", diff)
		}
	})
}
