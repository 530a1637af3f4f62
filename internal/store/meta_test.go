package store_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
	"pressgraph/internal/derive"
	"pressgraph/internal/store"
)

func TestOpenRefreshesTexts(t *testing.T) {
	t.Parallel()
	eachNewsroom(t, func(t *testing.T, n newsroom) {
		var id, name int64
		n.write(t, func(ctx context.Context, tx *store.Tx) error {
			id = partnerIn(tx).SetName("Éa").SetNameFold([]byte("old")).SetNameSort([]byte("old")).SaveX(ctx).ID
			tx.Touch(ref(content.NodePartner, id))
			name = tx.NewID()
			return tx.Client().PartnerName.Create().SetID(name).SetPartnerID(id).SetPosition(0).SetText("Éa").SetTextFold([]byte("old")).Exec(ctx)
		})
		forms := func(s *store.Store) [][]byte {
			p := s.Client().Partner.GetX(everything(t.Context()), id)
			return [][]byte{p.NameFold, p.NameSort, s.Client().PartnerName.GetX(everything(t.Context()), name).TextFold}
		}
		old := [][]byte{[]byte("old"), []byte("old"), []byte("old")}
		again := openNewsroomWith(t, n, store.Options{})
		if diff := cmp.Diff(old, forms(again)); diff != "" {
			t.Errorf("under the same rules (-want +got):\n%s", diff)
		}
		n.write(t, func(ctx context.Context, tx *store.Tx) error { return tx.SetMeta(ctx, "texts", "other rules") })
		again = openNewsroomWith(t, n, store.Options{})
		want := [][]byte{content.Fold("Éa"), key("Éa"), content.Fold("Éa")}
		if diff := cmp.Diff(want, forms(again)); diff != "" {
			t.Errorf("under new rules (-want +got):\n%s", diff)
		}
		if found, err := derive.Check(t.Context(), again); err != nil || len(found) > 0 {
			t.Errorf("Check = %v, %v, want nothing", found, err)
		}
		if version, known, err := again.Meta(t.Context(), "texts"); err != nil || !known || version == "other rules" {
			t.Errorf("the rules are noted as %q, %v, %v", version, known, err)
		}
	})
}
