package bundle_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db/initiative"
	"pressgraph/ent/db/mention"
	"pressgraph/ent/db/participation"
	"pressgraph/ent/db/partner"
	"pressgraph/ent/db/release"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/newsroom/bundle"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/store/storetest"
)

func TestSeed(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		t.Run("fills an empty database once, whoever comes second", func(t *testing.T) {
			k := kit.New(t, target)
			var wait sync.WaitGroup
			filled := make([]bool, 3)
			for i := range filled {
				wait.Go(func() {
					var err error
					if filled[i], err = bundle.Seed(k.Ctx, k.Newsroom); err != nil {
						t.Errorf("Seed: %v", err)
					}
				})
			}
			wait.Wait()
			count := 0
			for _, f := range filled {
				if f {
					count++
				}
			}
			if count != 1 {
				t.Errorf("%d servers filled the database, want 1", count)
			}
			if filled, err := bundle.Seed(k.Ctx, k.Newsroom); filled || err != nil {
				t.Errorf("Seed of a full database = %t, %v, want false", filled, err)
			}
			client := k.Store.Client()
			if hidden := client.Partner.Query().Where(partner.Visible(false)).Select(partner.FieldSlug).StringsX(k.Ctx); len(hidden) > 0 {
				t.Logf("partners that readers do not see: %v", hidden)
			}
			got := map[string]int{
				"releases": client.Release.Query().CountX(k.Ctx), "partners": client.Partner.Query().CountX(k.Ctx),
				"initiatives": client.Initiative.Query().CountX(k.Ctx), "topics": client.Topic.Query().CountX(k.Ctx),
			}
			want := map[string]int{"releases": 82, "partners": 134, "initiatives": 99, "topics": 40}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("nodes (-want +got):\n%s", diff)
			}
			named := client.Mention.Query().Where(mention.HasPartnerWith(partner.Slug("clp-holdings"))).QueryRelease().Select(release.FieldSlug).StringsX(k.Ctx)
			if diff := cmp.Diff([]string{"hkust-and-hkpc-launch-joint-research-lab-for-industrial-ai-and-robotics"}, named); diff != "" {
				t.Errorf("releases that name CLP (-want +got):\n%s", diff)
			}
			sponsored := client.Initiative.Query().Where(initiative.Slug("yuexiu-innovation-and-entrepreneurship-sponsorship")).QueryParticipations().
				Where(participation.RoleEQ(content.ParticipationBeneficiary)).QueryPartner().Select(partner.FieldSlug).StringsX(k.Ctx)
			if diff := cmp.Diff([]string{"hkust-guangzhou"}, sponsored); diff != "" {
				t.Errorf("who is sponsored by Yuexiu (-want +got):\n%s", diff)
			}
			listing := []string{
				"HKUST Signs Strategic Cooperation Agreement with Guangzhou Municipal Government",
				"HKUST Secures $30 Million Grant to Develop AI-Powered English Learning System",
				"HKUST Launches Low Altitude Economy Research Center",
				"HKUST Signs Framework Agreement with CSU.CAS",
				"HKUST Council Advisory Group Holds Inaugural Meeting to Steer Vision for Hong Kong’s Third Medical School",
				"HKUST Signs MoU with Microsoft Research Asia Fostering Collaboration in Future Medical Education and Research",
			}
			six := slices.DeleteFunc(k.Ranked(), func(title string) bool { return !slices.Contains(listing, title) })
			if diff := cmp.Diff(listing, six); diff != "" {
				t.Errorf("order of the listing (-want +got):\n%s", diff)
			}
			hkust := client.Partner.GetX(k.Ctx, bundle.ID(content.NodePartner, "hkust"))
			if hkust.Slug != "hkust" || hkust.Version != 1 {
				t.Errorf("partner by its id in the bundle = %s at version %d, want hkust at 1", hkust.Slug, hkust.Version)
			}
		})
	})
}
