package newsroom_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"pressgraph/ent/db/distinction"
	"pressgraph/ent/db/identifier"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/newsroom/merge"
	"pressgraph/internal/newsroom/repair"
	"pressgraph/internal/store/storetest"
)

func registered(scheme content.IdentifierScheme, values ...string) func(*kit.CreatePartnerInput) {
	return func(in *kit.CreatePartnerInput) {
		for _, value := range values {
			in.Identifiers = append(in.Identifiers, kit.IdentifierInput{Scheme: scheme, Value: value})
		}
	}
}

// taken fails unless an error is a CONFLICT about a field, which names a partner.
func taken(t *testing.T, err error, field, holder string) {
	t.Helper()
	if got := kit.ComplaintsOf(t, err)[field]; !fault.Is(err, fault.CodeConflict) || !strings.Contains(got, holder) {
		t.Errorf("answers %v, want a CONFLICT about %s that names %s", err, field, holder)
	}
}

func TestARegistryIDBelongsToOnePartner(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		client := k.Store.Client()
		acme := k.Partner("Acme", registered(content.SchemeRor, "https://ror.org/00k642b80"), registered(content.SchemeWikidata, "Q312"), registered(content.SchemeOther, "A-1"))
		duff := k.Partner("Duff", registered(content.SchemeWikidata, "Q3"))
		update := func(id int64, all ...kit.IdentifierInput) error {
			_, err := k.UpdatePartner(k.Ctx, id, kit.PartnerVersion(t, k, id), kit.UpdatePartnerInput{Identifiers: input.To(all)})
			return err
		}
		for _, in := range []kit.IdentifierInput{
			{Scheme: content.SchemeRor, Value: "https://ror.org/00k642b80"}, {Scheme: content.SchemeRor, Value: "00K642B80"}, {Scheme: content.SchemeRor, Value: "http://ror.org/00k642b80/"},
			{Scheme: content.SchemeWikidata, Value: "q312"}, {Scheme: content.SchemeWikidata, Value: "http://www.wikidata.org/entity/Q312"}, {Scheme: content.SchemeOther, Value: "a-1"},
		} {
			t.Run(fmt.Sprintf("%s written %s", in.Scheme, in.Value), func(t *testing.T) {
				names := []kit.NameInput{kit.Named("Third")}
				_, err := k.CreatePartner(k.Ctx, kit.CreatePartnerInput{Kind: content.PartnerKindOther, Names: names, Identifiers: []kit.IdentifierInput{{Scheme: content.SchemeLei, Value: "7"}, in}})
				taken(t, err, "input.identifiers[1]", "Acme (acme)")
				taken(t, update(duff, in), "input.identifiers[0]", "Acme (acme)")
				if err := update(acme, in); err != nil {
					t.Errorf("its own entry written so: %v", err)
				}
				if err := update(acme, kit.IdentifierInput{Scheme: content.SchemeRor, Value: "https://ror.org/00k642b80"},
					kit.IdentifierInput{Scheme: content.SchemeWikidata, Value: "Q312"}, kit.IdentifierInput{Scheme: content.SchemeOther, Value: "A-1"}); err != nil {
					t.Fatal(err)
				}
				twice := update(duff, kit.IdentifierInput{Scheme: content.SchemeWikidata, Value: "Q3"}, kit.IdentifierInput{Scheme: content.SchemeWikidata, Value: "wd:q3"})
				if got := kit.ComplaintsOf(t, twice)["input.identifiers[1]"]; got != "is given twice" {
					t.Errorf("one entry in two spellings: %v", twice)
				}
			})
		}
		t.Run("also one that a suggestion makes", func(t *testing.T) {
			id := kit.Suggest(t, k, k.Release("Acme"), content.RelationMention, "Acme", suggestHost)
			made := kit.CreatePartnerInput{Kind: content.PartnerKindOther, Names: []kit.NameInput{kit.Named("Third")}, Identifiers: []kit.IdentifierInput{{Scheme: content.SchemeWikidata, Value: "Q312"}}}
			_, err := k.DecideSuggestions(k.Ctx, []newsroom.SuggestionDecisionInput{{ID: id, Decision: content.DecisionAccepted, NewPartner: kit.Of(made)}})
			taken(t, err, "decisions[0].newPartner.identifiers[0]", "Acme (acme)")
		})
		t.Run("and can be given on once it is free", func(t *testing.T) {
			if err := update(duff); err != nil {
				t.Fatal(err)
			}
			if err := update(acme, kit.IdentifierInput{Scheme: content.SchemeWikidata, Value: "Q3"}); err != nil {
				t.Error(err)
			}
			third := k.Partner("Third", registered(content.SchemeIsni, "0000 0001 2150 090X"))
			if _, err := k.DeletePartner(k.Ctx, third, 1); err != nil {
				t.Fatal(err)
			}
			k.Partner("Fourth", registered(content.SchemeIsni, "000000012150090x"))
		})
		t.Run("of two partners that are merged, and not to a third when that is taken back", func(t *testing.T) {
			one, two := k.Partner("One"), k.Partner("Two", registered(content.SchemeGrid, "grid.1.1"))
			if _, err := merge.Partners(k.Ctx, k.Newsroom, one, 1, []int64{two}); err != nil {
				t.Fatal(err)
			}
			taken(t, update(duff, kit.IdentifierInput{Scheme: content.SchemeGrid, Value: "GRID.1.1"}), "input.identifiers[0]", "One (one)")
			if err := update(one); err != nil {
				t.Fatal(err)
			}
			k.Partner("Three", registered(content.SchemeGrid, "GRID.1.1"))
			if _, err := merge.Undo(k.Ctx, k.Newsroom, two); !fault.Is(err, fault.CodeConflict) || !strings.Contains(err.Error(), "the identifiers of One") {
				t.Errorf("the undo of the merge answers %v, want a CONFLICT that names the identifiers of One", err)
			}
			if n := client.Identifier.Query().Where(identifier.PartnerID(two)).CountX(k.Ctx); n != 0 {
				t.Errorf("the refused undo has left %d entries", n)
			}
		})
		t.Run("as check tells, which leaves it to the editors", func(t *testing.T) {
			kit.Share(t, k, k.Partner("Five", registered(content.SchemeGrid, "grid.2.2")), content.SchemeGrid, "https://www.grid.ac/institutes/grid.1.1")
			found, err := repair.Check(k.Ctx, k.Newsroom)
			if err != nil || len(found) != 1 || found[0].Table != "identifiers" || !strings.Contains(found[0].String(), "GRID.1.1") && !strings.Contains(found[0].String(), "grid.1.1") {
				t.Errorf("check finds %v, %v; want the entry that two carry", found, err)
			}
			if _, err := repair.All(k.Ctx, k.Newsroom); err != nil {
				t.Fatal(err)
			}
			if again, err := repair.Check(k.Ctx, k.Newsroom); err != nil || len(again) != 1 {
				t.Errorf("after a repair check finds %v, %v", again, err)
			}
		})
	})
}

func TestARegistryIDIsTakenOnce(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		partners := make([]int64, 4)
		for i := range partners {
			partners[i] = k.Partner("")
		}
		for round := range 5 {
			var at sync.WaitGroup
			errs := make([]error, 2*len(partners))
			for i := range errs {
				value := []string{"Q%d", "q%d", "http://www.wikidata.org/entity/Q%d"}[i%3]
				in := []kit.IdentifierInput{{Scheme: content.SchemeWikidata, Value: fmt.Sprintf(value, round+1)}}
				at.Go(func() {
					if i < len(partners) {
						_, errs[i] = k.UpdatePartner(k.Ctx, partners[i], k.Store.Client().Partner.GetX(k.Ctx, partners[i]).Version, kit.UpdatePartnerInput{Identifiers: input.To(in)})
						return
					}
					names := []kit.NameInput{kit.Named(fmt.Sprintf("Made %d in round %d", i, round))}
					_, errs[i] = k.CreatePartner(k.Ctx, kit.CreatePartnerInput{Kind: content.PartnerKindOther, Names: names, Identifiers: in})
				})
			}
			at.Wait()
			won := 0
			for _, err := range errs {
				if err == nil {
					won++
				} else if !fault.Is(err, fault.CodeConflict) {
					t.Errorf("round %d: %v, want CONFLICT", round, err)
				}
			}
			if won != 1 {
				t.Errorf("round %d: %d partners have got the entry, want 1", round, won)
			}
		}
	})
}

func TestUndoKeepApart(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		one, two, three := k.Partner("One"), k.Partner("Two"), k.Partner("Three")
		if _, err := merge.KeepApart(k.Ctx, k.Newsroom, []int64{one, two, three}); err != nil {
			t.Fatal(err)
		}
		if _, err := merge.Partners(k.Ctx, k.Newsroom, one, 1, []int64{two}); !fault.Is(err, fault.CodeConflict) {
			t.Fatalf("merging what is kept apart answers %v", err)
		}
		undone, err := merge.UndoKeepApart(k.Ctx, k.Newsroom, []int64{two, one})
		if want := (merge.Pair{A: min(one, two), B: max(one, two)}); err != nil || len(undone.Pairs) != 1 || undone.Pairs[0] != want {
			t.Fatalf("undone %+v, %v", undone, err)
		}
		if n := k.Store.Client().Distinction.Query().Where(distinction.Or(distinction.LesserID(three), distinction.GreaterID(three))).CountX(k.Ctx); n != 2 {
			t.Errorf("the third is kept apart from %d, want 2", n)
		}
		if _, err := merge.UndoKeepApart(k.Ctx, k.Newsroom, []int64{two, one}); !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("undoing it again answers %v, want NOT_FOUND", err)
		}
		for _, wrong := range [][]int64{{one}, {one, one}, {one, 7}, nil} {
			if _, err := merge.UndoKeepApart(k.Ctx, k.Newsroom, wrong); !fault.Is(err, fault.CodeBadInput) {
				t.Errorf("of %v answers %v, want BAD_USER_INPUT", wrong, err)
			}
		}
		if _, err := merge.Partners(k.Ctx, k.Newsroom, one, 1, []int64{two}); err != nil {
			t.Errorf("merging them then answers %v", err)
		}
		if _, err := merge.Partners(k.Ctx, k.Newsroom, one, kit.PartnerVersion(t, k, one), []int64{three}); !fault.Is(err, fault.CodeConflict) {
			t.Errorf("merging with the third answers %v, want CONFLICT", err)
		}
	})
}

func TestLookAlikesAreTold(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		limited := k.Partner("Pearl River Sensors Limited", func(in *kit.CreatePartnerInput) {
			in.Names = append(in.Names, kit.NameInput{Text: "珠江傳感器有限公司"})
		})
		k.Partner("Pearl River Pumps Limited")
		k.Partner("Limited")
		likes := func(done newsroom.Done, err error) string {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, a := range done.Similar {
				if a.Partner != done.ID {
					t.Errorf("%+v is about another than %d", a, done.ID)
				}
				all = append(all, fmt.Sprintf("%s %v", k.Store.Client().Partner.GetX(k.Ctx, a.Like).Name, a.Score))
			}
			return strings.Join(all, ", ")
		}
		named := func(names ...string) []kit.NameInput {
			var all []kit.NameInput
			for _, name := range names {
				all = append(all, kit.NameInput{Text: name})
			}
			return all
		}
		create := func(names ...string) string {
			t.Helper()
			return likes(k.Rehearsal().CreatePartner(k.Ctx, kit.Of(kit.CreatePartnerInput{Kind: content.PartnerKindCompany, Names: named(names...)})))
		}
		for name, want := range map[string]string{
			"Pearl River Sensors Ltd.": "Pearl River Sensors Limited 1", "PEARL-RIVER SENSORS GMBH": "Pearl River Sensors Limited 1", "珠江傳感器": "Pearl River Sensors Limited 1",
			"珠江傳感器股份有限公司": "Pearl River Sensors Limited 1", "Pearl River Sensor": "Pearl River Sensors Limited 0.8", "Sensors of Pearl River": "", "Ltd": "", "Pearl River": "", "有限公司": "",
		} {
			if got := create(name); got != want {
				t.Errorf("%s looks like %q, want %q", name, got, want)
			}
		}
		if got := create("Something else", "Pearl River Sensors, Inc."); got != "Pearl River Sensors Limited 1" {
			t.Errorf("by its second name it looks like %q", got)
		}
		other := k.Partner("Quite another")
		rename := func(names ...string) string {
			t.Helper()
			return likes(k.UpdatePartner(k.Ctx, other, kit.PartnerVersion(t, k, other), kit.UpdatePartnerInput{Names: input.To(named(names...))}))
		}
		if got := rename("Quite another", "Pearl River Sensors Ltd"); got != "Pearl River Sensors Limited 1" {
			t.Errorf("renamed it looks like %q", got)
		}
		if got := likes(k.UpdatePartner(k.Ctx, other, kit.PartnerVersion(t, k, other), kit.UpdatePartnerInput{City: input.To("Hong Kong")})); got != "" {
			t.Errorf("a change of its city tells of %q", got)
		}
		if _, err := merge.KeepApart(k.Ctx, k.Newsroom, []int64{limited, other}); err != nil {
			t.Fatal(err)
		}
		if got := rename("Pearl River Sensors Ltd"); got != "" {
			t.Errorf("kept apart from it, it looks like %q", got)
		}
		id := kit.Suggest(t, k, k.Release("Sensors"), content.RelationMention, "Sensors", suggestHost)
		made := kit.CreatePartnerInput{Kind: content.PartnerKindOther, Names: named("Pearl River Sensors AG")}
		decided, err := k.DecideSuggestions(k.Ctx, []newsroom.SuggestionDecisionInput{{ID: id, Decision: content.DecisionAccepted, NewPartner: kit.Of(made)}})
		if err != nil || len(decided.Similar) != 2 {
			t.Errorf("a partner that a suggestion made looks like %+v, %v; want both", decided.Similar, err)
		}
	})
}
