package newsroom_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db"
	"pressgraph/ent/db/mention"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/store/storetest"
)

func suggestHost(b *db.SuggestionCreate) { b.SetMentionRole(content.MentionHost) }

func TestDecideSuggestions(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		client := k.Store.Client()
		decide := func(in ...newsroom.SuggestionDecisionInput) (newsroom.Decided, error) {
			return k.DecideSuggestions(k.Ctx, in)
		}
		asHost := func(partner *int64) func(*db.SuggestionCreate) {
			return func(b *db.SuggestionCreate) {
				b.SetMentionRole(content.MentionHost).SetNillablePartnerID(partner)
			}
		}
		acme := k.Partner("Acme")
		release := k.Published("Acme hosts Duff")
		t.Run("accepts a mention with its evidence, for good", func(t *testing.T) {
			id := kit.Suggest(t, k, release, content.RelationMention, "Acme", asHost(&acme))
			decided, err := decide(newsroom.SuggestionDecisionInput{ID: id, Decision: content.DecisionAccepted})
			if err != nil || len(decided.Outcome.MadePublic) != 1 || decided.Outcome.MadePublic[0].ID != acme {
				t.Fatalf("decide = %+v, %v", decided, err)
			}
			m := client.Mention.Query().Where(mention.ReleaseID(release)).WithEvidence().OnlyX(k.Ctx)
			if m.PartnerID != acme || m.Role != content.MentionHost || len(m.Edges.Evidence) != 1 || m.Edges.Evidence[0].Quote != "Acme" {
				t.Errorf("mention %+v", m)
			}
			if s := client.Suggestion.GetX(k.Ctx, id); s.Decision != content.DecisionAccepted || *s.DecidedBy != "editor" || s.DecidedAt == nil {
				t.Errorf("suggestion %+v", s)
			}
			if _, err := decide(newsroom.SuggestionDecisionInput{ID: id, Decision: content.DecisionRejected}); !fault.Is(err, fault.CodeConflict) {
				t.Errorf("rejecting it then gives %v, want CONFLICT", err)
			}
		})
		t.Run("makes a new partner, and a participation with its amount", func(t *testing.T) {
			id := kit.Suggest(t, k, release, content.RelationParticipation, "Acme", func(b *db.SuggestionCreate) {
				b.SetParticipationRole(content.ParticipationMember).SetPartnerID(acme).SetAmountAmount(10000).SetAmountCurrency("HKD")
			})
			other := kit.Suggest(t, k, release, content.RelationMention, "Acme hosts", asHost(nil))
			decided, err := decide(newsroom.SuggestionDecisionInput{
				ID: id, Decision: content.DecisionAccepted, ParticipationRole: content.ParticipationFunder,
				NewInitiative: kit.Of(kit.CreateInitiativeInput{Kind: content.InitiativeKindGrant, Names: []kit.NameInput{kit.Named("Grant")}}),
			}, newsroom.SuggestionDecisionInput{
				ID: other, Decision: content.DecisionAccepted, MentionRole: content.MentionSpeaker,
				NewPartner: kit.Of(kit.CreatePartnerInput{Kind: content.PartnerKindOther, Names: []kit.NameInput{kit.Named("Hosts")}}),
			})
			if err != nil {
				t.Fatalf("decide = %+v, %v", decided, err)
			}
			p := client.Participation.Query().WithEvidence().OnlyX(k.Ctx)
			if p.PartnerID != acme || p.Role != content.ParticipationFunder || *p.ContributionAmount != 10000 || len(p.Edges.Evidence) != 1 {
				t.Errorf("participation %+v", p)
			}
			if n := client.Mention.Query().Where(mention.ReleaseID(release), mention.RoleEQ(content.MentionSpeaker)).CountX(k.Ctx); n != 1 {
				t.Errorf("%d mentions as SPEAKER, want 1", n)
			}
		})
		t.Run("rejects and thinks better of it", func(t *testing.T) {
			id := kit.Suggest(t, k, release, content.RelationMention, "Acme", asHost(&acme))
			for _, decision := range []content.Decision{content.DecisionRejected, content.DecisionPending} {
				if _, err := decide(newsroom.SuggestionDecisionInput{ID: id, Decision: decision}); err != nil {
					t.Fatal(err)
				}
				if s := client.Suggestion.GetX(k.Ctx, id); s.Decision != decision || (s.DecidedBy != nil) != (decision == content.DecisionRejected) {
					t.Errorf("suggestion %+v", s)
				}
			}
		})
		t.Run("complains about everything at once and changes nothing", func(t *testing.T) {
			a := kit.Suggest(t, k, release, content.RelationMention, "Acme", asHost(nil))
			b := kit.Suggest(t, k, release, content.RelationMention, "Gone", asHost(&acme))
			before, _, err := k.Store.Versions(k.Ctx)
			if err != nil {
				t.Fatal(err)
			}
			_, err = decide(newsroom.SuggestionDecisionInput{ID: a, Decision: content.DecisionAccepted},
				newsroom.SuggestionDecisionInput{ID: b, Decision: content.DecisionAccepted, Stage: content.StageOpened},
				newsroom.SuggestionDecisionInput{ID: 5, Decision: "MAYBE"}, newsroom.SuggestionDecisionInput{ID: 5, Decision: "MAYBE"})
			want := map[string]string{
				"decisions[0]":       `"Acme" names no partner that is known: give target or newPartner`,
				"decisions[1].id":    "the quote of this suggestion cannot be found in the release as it is now: " + content.ErrQuoteAbsent.Error(),
				"decisions[1].stage": "does not go with a suggestion of the relation MENTION",
				"decisions[2].id":    "there is no such suggestion",
				"decisions[3].id":    "is given twice",
			}
			if diff := cmp.Diff(want, kit.ComplaintsOf(t, err)); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
			if after, _, err := k.Store.Versions(k.Ctx); err != nil || after != before {
				t.Errorf("version %d after %d, %v", after, before, err)
			}
		})
	})
}
