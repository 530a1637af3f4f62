package httpd_test

import (
	"fmt"

	"pressgraph/internal/content"
	"pressgraph/internal/ingest"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/importing"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/newsroom/merge"
)

// importHidden reads a listing of new items among some that are public.
func (r *room) importHidden() {
	var items []ingest.Item
	for i := range 5 {
		item := ingest.Item{Line: i + 1, Title: r.text(6) + fmt.Sprint(r.random.IntN(1000)), Kind: content.ReleaseKindStory, Language: "en"}
		if i%2 == 1 {
			row := one(r, r.records("releases", "visible AND published_on IS NOT NULL AND source_url IS NULL"))
			item.Title, item.PublishedOn = word(row, "title"), word(row, "published_on")
		}
		items = append(items, item)
	}
	if _, err := importing.Run(r.ctx, r.Newsroom, items, importing.Options{Source: "x", Format: "LISTING"}); err != nil {
		r.t.Fatal(err)
	}
}

// mergeHidden merges partners of which readers see none, neither before nor after.
func (r *room) mergeHidden() {
	if among := r.ids("partners", "NOT visible"); len(among) > 1 {
		r.merge(among)
	}
}

// mergeNamesake merges a hidden partner into a public one that has all of its
// names already, and takes one in two back.
func (r *room) mergeNamesake() {
	into := one(r, r.ids("partners", "visible"))
	in := kit.CreatePartnerInput{Kind: content.PartnerKindOther, Names: []kit.NameInput{
		{Text: word(one(r, r.records("partner_names", fmt.Sprintf("partner_id = %d", into))), "text")},
	}}
	done, err := r.CreatePartner(r.ctx, in)
	namesake := r.did("make a namesake", done, err)
	if draft, _ := r.hidden(content.StatusDraft); draft != 0 {
		in := kit.MentionInput{Partner: namesake, Role: content.MentionHost}
		done, err := r.LinkPartner(r.ctx, draft, r.version("releases", draft), in)
		r.did("link a namesake", done, err)
	}
	done, err = merge.Partners(r.ctx, r.Newsroom, into, r.version("partners", into), []int64{namesake})
	if r.did("merge a namesake", done, err) != 0 && r.chance(50) {
		done, err := merge.Undo(r.ctx, r.Newsroom, namesake)
		r.did("undo the merge of a namesake", done, err)
	}
}

// renameHidden gives hidden nodes other slugs, and one in two its own again.
func (r *room) renameHidden() {
	slug := func() input.Field[string] {
		return input.To(fmt.Sprintf("hidden-%d", r.random.IntN(1_000_000_000)))
	}
	back := r.chance(50)
	rename := func(table string, update func(id int64, at int, to input.Field[string]) (newsroom.Done, error)) {
		row := maybe(r, 100, r.records(table, "NOT visible"))
		if row == nil {
			return
		}
		id, old := (*row).ID(), word(*row, "slug")
		done, err := update(id, r.version(table, id), slug())
		if r.did("rename", done, err) != 0 && back {
			done, err = update(id, r.version(table, id), input.To(old))
			r.did("rename back", done, err)
		}
	}
	rename("releases", func(id int64, at int, to input.Field[string]) (newsroom.Done, error) {
		return r.UpdateRelease(r.ctx, id, at, kit.UpdateReleaseInput{Slug: to}, nil)
	})
	rename("partners", func(id int64, at int, to input.Field[string]) (newsroom.Done, error) {
		return r.UpdatePartner(r.ctx, id, at, kit.UpdatePartnerInput{Slug: to})
	})
	rename("initiatives", func(id int64, at int, to input.Field[string]) (newsroom.Done, error) {
		return r.UpdateInitiative(r.ctx, id, at, kit.UpdateInitiativeInput{Slug: to})
	})
	rename("topics", func(id int64, at int, to input.Field[string]) (newsroom.Done, error) {
		return r.UpdateTopic(r.ctx, id, at, kit.UpdateTopicInput{Slug: to})
	})
}

// deleteHidden deletes what is hidden and has no ties: a release is rid of
// them first, which readers may have seen once.
func (r *room) deleteHidden() {
	if id, _ := r.hidden(content.StatusDraft, content.StatusArchived); id != 0 {
		none := kit.UpdateReleaseInput{
			Partners: input.To([]kit.MentionInput{}), Initiatives: input.To([]kit.AnnouncementInput{}),
		}
		done, err := r.UpdateRelease(r.ctx, id, r.version("releases", id), none, nil)
		r.did("untie release", done, err)
		done, err = r.DeleteRelease(r.ctx, id, r.version("releases", id))
		r.did("delete release", done, err)
	}
	drop := func(table string, remove func(id int64, at int) (newsroom.Done, error)) {
		if id := maybe(r, 100, r.ids(table, "NOT visible")); id != nil {
			done, err := remove(*id, r.version(table, *id))
			r.did("delete", done, err)
		}
	}
	drop("partners", func(id int64, at int) (newsroom.Done, error) { return r.DeletePartner(r.ctx, id, at) })
	drop("topics", func(id int64, at int) (newsroom.Done, error) { return r.DeleteTopic(r.ctx, id, at) })
	if id := maybe(r, 100, r.ids("initiatives", "NOT visible")); id != nil {
		r.setParts(*id, nil)
		done, err := r.DeleteInitiative(r.ctx, *id, r.version("initiatives", *id))
		r.did("delete initiative", done, err)
	}
}

// rehearse does what keeps nothing.
func (r *room) rehearse() {
	if id, _ := r.hidden(content.StatusDraft); id != 0 {
		done, err := r.PublishRelease(r.ctx, id, r.version("releases", id), newsroom.PublishInput{DryRun: true})
		r.did("rehearse", done, err)
	}
	id := one(r, r.ids("releases", "visible"))
	in := kit.UpdateReleaseInput{Title: input.To(r.title(id))}
	done, err := r.UpdateRelease(r.ctx, id, r.version("releases", id), in, new("nothing"))
	r.did("change nothing", done, err)
}
