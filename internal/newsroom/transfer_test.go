package newsroom_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/ingest"
	"pressgraph/internal/newsroom/importing"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/keys"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/newsroom/merge"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
	"pressgraph/internal/transfer"
)

// everything fills k with rows in every table.
func everything(t *testing.T, k *kit.Kit) {
	t.Helper()
	partners := kit.Random(k, rand.New(rand.NewPCG(3, 4)))
	acme := k.Partner("Acme <&> \u2028 𝄞", func(in *kit.CreatePartnerInput) {
		in.Logo = &kit.ImageInput{URL: "https://example.org/a?b=1&c=2", Alt: "<logo>", Width: new(3)}
		in.Descriptions = []kit.LocalTextInput{{Text: "\"quoted\" <b> 微軟", Locale: "zh-Hant"}}
	})
	parent := k.Topic("Top")
	topic := k.Topic("Below", func(in *kit.CreateTopicInput) { in.Parent = &parent })
	id := k.Published("Acme & others", kit.About(topic), kit.Naming(acme, content.MentionHost, kit.InTitle("Acme")))
	project := k.Initiative("Project", func(in *kit.CreateInitiativeInput) { in.Topics = []int64{topic} }, kit.With(acme))
	k.Release("Project opens", kit.Reporting(project, content.StageOpened, kit.InTitle("Project")))
	if _, err := k.CorrectRelease(k.Ctx, id, k.Version(id), kit.UpdateReleaseInput{Slug: input.To("acme")}, "A new address"); err != nil {
		t.Fatal(err)
	}
	if _, err := merge.KeepApart(k.Ctx, k.Newsroom, []int64{acme, partners[0]}); err != nil {
		t.Fatal(err)
	}
	if _, err := merge.Partners(k.Ctx, k.Newsroom, acme, kit.PartnerVersion(t, k, acme), []int64{partners[1]}); err != nil {
		t.Fatal(err)
	}
	kit.Suggest(t, k, id, content.RelationMention, "Acme", suggestHost)
	_, err := importing.Run(k.Ctx, k.Newsroom, []ingest.Item{{Title: "Listed", Kind: content.ReleaseKindStory, Language: "en"}}, importing.Options{Source: "x", Format: "LISTING"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = k.Store.Write(k.Ctx, "test", func(ctx context.Context, tx *store.Tx) error {
		return tx.Client().APIKey.Create().SetID(tx.NewID()).SetName("k").SetRole("EDITOR").SetPrefix("p").SetHash([]byte{0, 255, 1}).SetCreatedAt(tx.Now()).Exec(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
	kit.Foreign(t, k, fmt.Sprintf("UPDATE releases SET title = 'Acme and others' WHERE id = %d", id))
	kit.Repair(t, k)
}

func TestTransfer(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		everything(t, k)
		file := kit.Exported(t, k)
		counts, err := transfer.Verify(bytes.NewReader(file), nil)
		if err != nil {
			t.Fatalf("verify: %v", err)
		}
		for table, count := range counts {
			if count == 0 {
				t.Errorf("the test has no row in %s", table)
			}
		}
		for _, to := range []database.Target{storetest.SQLite(t), storetest.Postgres(t)} {
			t.Run("is the same again from "+string(to.Engine()), func(t *testing.T) {
				other := kit.New(t, to)
				if _, err := transfer.Import(k.Ctx, other.Store, bytes.NewReader(file), nil); err != nil {
					t.Fatalf("import: %v", err)
				}
				if again := kit.Exported(t, other); !bytes.Equal(file, again) {
					t.Errorf("the second export differs: %s", kit.FirstDifference(file, again))
				}
				kit.Whole(t, other)
				other.Published("Goes on")
				if _, err := transfer.Import(k.Ctx, other.Store, bytes.NewReader(file), nil); !fault.Is(err, fault.CodeConflict) {
					t.Errorf("import into what is not empty gives %v, want CONFLICT", err)
				}
			})
		}
		t.Run("goes beside the keys that are there", func(t *testing.T) {
			other := kit.New(t, kit.Sibling(t, target))
			first, err := keys.First(k.Ctx, other.Store)
			if err != nil || first == "" {
				t.Fatalf("the first key is %q, %v", first, err)
			}
			same := other.Store.Client().APIKey.Query().OnlyX(k.Ctx)
			again := k.Store.Client().APIKey.Query().OnlyX(k.Ctx)
			_, err = other.Store.Write(k.Ctx, "test", func(ctx context.Context, tx *store.Tx) error {
				return tx.Client().APIKey.Create().SetID(tx.NewID()).SetName("old").SetRole("EDITOR").SetPrefix("p").
					SetHash(again.Hash).SetCreatedAt(tx.Now()).Exec(ctx)
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := transfer.Import(k.Ctx, other.Store, bytes.NewReader(file), nil); err != nil {
				t.Fatalf("import: %v", err)
			}
			held := map[int64]string{}
			for _, key := range other.Store.Client().APIKey.Query().AllX(k.Ctx) {
				held[key.ID] = key.Name
			}
			if diff := cmp.Diff(map[int64]string{same.ID: "admin", again.ID: "k"}, held); diff != "" {
				t.Errorf("keys (-want +got):\n%s", diff)
			}
			kit.Whole(t, other)
		})
		t.Run("refuses what is damaged and writes nothing", func(t *testing.T) {
			other := kit.New(t, kit.Sibling(t, target))
			before := kit.Exported(t, other)
			lines := bytes.SplitAfter(file, []byte("\n"))
			changed := bytes.Replace(file, []byte("Acme and others"), []byte("Acme and Others"), 1)
			for name, damaged := range map[string][]byte{
				"a bit":          changed,
				"a missing line": bytes.Join(append(append([][]byte{}, lines[:20]...), lines[21:]...), nil),
				"a cut":          file[:len(file)/2],
				"an end twice":   append(append([]byte{}, file...), lines[len(lines)-2]...),
			} {
				if _, err := transfer.Import(k.Ctx, other.Store, bytes.NewReader(damaged), nil); err == nil {
					t.Errorf("%s is not refused", name)
				}
			}
			if after := kit.Exported(t, other); !bytes.Equal(before, after) {
				t.Errorf("something was written: %s", kit.FirstDifference(before, after))
			}
		})
	})
}
