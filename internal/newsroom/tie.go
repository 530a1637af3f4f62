package newsroom

import (
	"context"
	"slices"

	"pressgraph/ent/db"
	"pressgraph/ent/db/announcement"
	entevidence "pressgraph/ent/db/evidence"
	"pressgraph/ent/db/mention"
	"pressgraph/ent/db/releasetopic"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
)

// TieKind is one of the two kinds of a release's ties: how inputs name things,
// and what its rows are.
type TieKind struct {
	Kind content.RelationKind
	To   content.NodeType
	// list is the field of a release that holds them, and at points at them.
	list string
	at   func(*ReleaseState) *[]Tie
	// Target and word are the fields that name the node, and the role or the
	// stage, which is usual where none is given. They are columns, too, target
	// with _id after it.
	Target, Word, usual string
	parse               func(string) (string, error)
	// Table holds them, and owner is the column by which evidence names one.
	Table, Owner string
	insert       func(ctx context.Context, e *Edit, r *ReleaseState, ties []placed) error
	own          func(*db.EvidenceCreate, int64) *db.EvidenceCreate
}

// MentionTies are the mentions of releases.
func MentionTies() TieKind {
	return TieKind{
		Kind: content.RelationMention, To: content.NodePartner,
		list: "partners", at: func(r *ReleaseState) *[]Tie { return &r.partners },
		Target: "partner", Word: "role", usual: string(content.MentionMentioned), parse: input.One[content.MentionRole],
		Table: mention.Table, Owner: entevidence.FieldMentionID, insert: insertMentions, own: (*db.EvidenceCreate).SetMentionID,
	}
}

// AnnouncementTies are the announcements of releases.
func AnnouncementTies() TieKind {
	return TieKind{
		Kind: content.RelationAnnouncement, To: content.NodeInitiative,
		list: "initiatives", at: func(r *ReleaseState) *[]Tie { return &r.initiatives },
		Target: "initiative", Word: "stage", usual: string(content.StageAnnounced), parse: input.One[content.AnnouncementStage],
		Table: announcement.Table, Owner: entevidence.FieldAnnouncementID, insert: insertAnnouncements, own: (*db.EvidenceCreate).SetAnnouncementID,
	}
}

// tieKinds are both kinds, in the order in which they are read and written.
func tieKinds() []TieKind { return []TieKind{MentionTies(), AnnouncementTies()} }

func (of TieKind) fields() []string { return []string{of.Target, of.Word, "quotes"} }

// field is the field of a release that holds the ties.
func (of TieKind) field() field[ReleaseState] {
	return field[ReleaseState]{
		name: of.list, to: of.To, by: of.Target,
		take:  func(r *ReleaseState, in input.Form, w *work) { r.takeTies(in, of, w) },
		store: of.store,
		saved: func(r *ReleaseState) any { return of.saved(*of.at(r)) },
	}
}

// takeTies moves the evidence of ties with the texts, which have been read by
// now, and applies a list of ties, each target only once.
func (r *ReleaseState) takeTies(in input.Form, of TieKind, w *work) {
	into := of.at(r)
	kept, lost := moveTies(of.Kind, *into, w.before, r.Texts())
	if !in.Has(of.list) {
		*into = kept
		w.lost = append(w.lost, lost...)
		return
	}
	for _, l := range lost {
		l.Evidence = nil
		kept = append(kept, l.Tie)
	}
	seen := map[int64]bool{}
	input.TakeParts(in, of.list, into, of.fields(), func(in input.Form) Tie {
		t := r.tie(in, of, kept, w.Known)
		if t.Target != 0 && seen[t.Target] {
			in.At.Add("is the second tie to the same node")
		}
		seen[t.Target] = true
		return t
	})
}

// tie makes a tie from an input; one of those that there are keeps its row, and
// its evidence where no quotes are given.
func (r *ReleaseState) tie(in input.Form, of TieKind, old []Tie, k input.Known) Tie {
	var target int64
	input.Must(in.Text(of.Target), &target, in.Field(of.Target), k.Node(of.To))
	t := tieTo(target, old)
	input.Must(in.TextOr(of.Word, of.usual), &t.Word, in.Field(of.Word), of.parse)
	if in.Has("quotes") {
		t.Evidence = findAll(in, "quotes", t.Evidence, quoteFields(), r.Texts().find)
	}
	return t
}

func tieTo(target int64, old []Tie) Tie {
	for _, t := range old {
		if t.Target == target {
			return t
		}
	}
	return Tie{Target: target}
}

func (of TieKind) saved(all []Tie) any {
	saved := make([]any, len(all))
	for i, t := range all {
		saved[i] = map[string]any{of.Target: content.GlobalID(of.To, t.Target), of.Word: t.Word, "quotes": savedQuotes(t.Evidence)}
	}
	return saved
}

func savedQuotes(all []Evidence) []any {
	saved := make([]any, len(all))
	for i, v := range all {
		saved[i] = map[string]any{"section": v.section, "quote": v.Quote, "start": v.Span.Start}
	}
	return saved
}

func savedIDs(t content.NodeType, ids []int64) any {
	saved := make([]any, len(ids))
	for i, id := range ids {
		saved[i] = content.GlobalID(t, id)
	}
	return saved
}

// storeReleaseTopics stores the topics that differ. The place in time that they,
// as all ties, repeat from the release is settled by the store.
func storeReleaseTopics(ctx context.Context, e *Edit, before, after *ReleaseState) error {
	gone := slices.DeleteFunc(slices.Clone(before.topics), func(id int64) bool { return slices.Contains(after.topics, id) })
	if len(gone) > 0 {
		_, err := e.DB.ReleaseTopic.Delete().Where(releasetopic.ReleaseID(after.ID), releasetopic.TopicIDIn(gone...)).Exec(ctx)
		if err != nil {
			return err
		}
	}
	var fresh []*db.ReleaseTopicCreate
	for i, id := range after.topics {
		at := slices.Index(before.topics, id)
		if at == i {
			continue
		}
		if at < 0 {
			fresh = append(fresh, e.DB.ReleaseTopic.Create().SetID(e.Tx.NewID()).SetReleaseID(after.ID).SetTopicID(id).
				SetPosition(i).SetSortAt(e.sortAt(after)).SetRank(after.Rank))
			continue
		}
		_, err := e.DB.ReleaseTopic.Update().Where(releasetopic.ReleaseID(after.ID), releasetopic.TopicID(id)).SetPosition(i).Save(ctx)
		if err != nil {
			return err
		}
	}
	return e.DB.ReleaseTopic.CreateBulk(fresh...).Exec(ctx)
}

// placed is a tie at its place in the editors' order.
type placed struct {
	Tie

	position int
}

// store stores the ties that differ, and their evidence.
func (of TieKind) store(ctx context.Context, e *Edit, before, after *ReleaseState) error {
	old := map[int64]placed{}
	for i, t := range *of.at(before) {
		old[t.ID] = placed{Tie: t, position: i}
	}
	var fresh, changed []placed
	var quotes []*db.EvidenceCreate
	for i, t := range *of.at(after) {
		was, kept := old[t.ID]
		delete(old, t.ID)
		if !kept {
			t.ID = e.Tx.NewID()
			fresh = append(fresh, placed{Tie: t, position: i})
		} else if was.position != i || was.Word != t.Word {
			changed = append(changed, placed{Tie: t, position: i})
		}
		more, err := e.writeEvidence(ctx, was.Evidence, t.Evidence, func(b *db.EvidenceCreate) { of.own(b, t.ID) })
		if err != nil {
			return err
		}
		quotes = append(quotes, more...)
	}
	if err := e.Tx.DeleteRecords(ctx, of.Table, keys(old)...); err != nil {
		return err
	}
	for _, t := range changed {
		if err := of.update(ctx, e, t); err != nil {
			return err
		}
	}
	if err := of.insert(ctx, e, after, fresh); err != nil {
		return err
	}
	return e.DB.Evidence.CreateBulk(quotes...).Exec(ctx)
}

// tieRow is what makes the row of a tie.
type tieRow[B any] interface {
	SetID(int64) B
	SetReleaseID(int64) B
	SetPosition(int) B
	SetSortAt(int64) B
	SetRank(int64) B
}

func fillTie[B tieRow[B]](e *Edit, b B, r *ReleaseState, t placed) B {
	return b.SetID(t.ID).SetReleaseID(r.ID).SetPosition(t.position).SetSortAt(e.sortAt(r)).SetRank(r.Rank)
}

func insertMentions(ctx context.Context, e *Edit, r *ReleaseState, ties []placed) error {
	return e.DB.Mention.MapCreateBulk(ties, func(b *db.MentionCreate, i int) {
		fillTie(e, b, r, ties[i]).SetPartnerID(ties[i].Target).SetRole(content.MentionRole(ties[i].Word))
	}).Exec(ctx)
}

func insertAnnouncements(ctx context.Context, e *Edit, r *ReleaseState, ties []placed) error {
	return e.DB.Announcement.MapCreateBulk(ties, func(b *db.AnnouncementCreate, i int) {
		fillTie(e, b, r, ties[i]).SetInitiativeID(ties[i].Target).SetStage(content.AnnouncementStage(ties[i].Word))
	}).Exec(ctx)
}

// update writes the word and the place of a tie.
func (of TieKind) update(ctx context.Context, e *Edit, t placed) error {
	_, err := e.Tx.Exec(ctx, "UPDATE "+of.Table+" SET "+of.Word+" = $1, position = $2 WHERE id = $3", t.Word, t.position, t.ID)
	return err
}
