package newsroom

import (
	"context"
	"fmt"

	"pressgraph/ent"
	"pressgraph/ent/initiative"
	"pressgraph/ent/initiativename"
	"pressgraph/ent/initiativetopic"
	"pressgraph/internal/content"
)

// CreateInitiativeInput is a new initiative. What is nil is left out.
type CreateInitiativeInput struct {
	Kind content.InitiativeKind
	// Slug is made from the names when left out.
	Slug  *string
	Names []NameInput
	// Status is ANNOUNCED when empty.
	Status       content.InitiativeStatus
	Descriptions []LocalTextInput
	StartedOn    *string
	EndedOn      *string
	Funding      *MoneyInput
	Parent       *int64
	Topics       []int64
	Participants []ParticipationInput
	// Public holds the initiative public, whatever leads to it.
	Public bool
}

// UpdateInitiativeInput changes an initiative.
type UpdateInitiativeInput struct {
	Kind         Field[content.InitiativeKind]
	Slug         Field[string]
	Names        Field[[]NameInput]
	Status       Field[content.InitiativeStatus]
	Descriptions Field[[]LocalTextInput]
	StartedOn    Field[string]
	EndedOn      Field[string]
	Funding      Field[MoneyInput]
	Parent       Field[int64]
	Topics       Field[[]int64]
	Participants Field[[]ParticipationInput]
	Public       Field[bool]
}

func (in CreateInitiativeInput) fields() UpdateInitiativeInput {
	if in.Status == "" {
		in.Status = content.InitiativeStatusAnnounced
	}
	return UpdateInitiativeInput{
		Kind: To(in.Kind), Slug: orOut(in.Slug), Names: To(in.Names), Status: To(in.Status), Descriptions: list(in.Descriptions),
		StartedOn: orOut(in.StartedOn), EndedOn: orOut(in.EndedOn), Funding: orOut(in.Funding), Parent: orOut(in.Parent),
		Topics: list(in.Topics), Participants: list(in.Participants), Public: To(in.Public),
	}
}

// CreateInitiative makes an initiative.
func (n *Newsroom) CreateInitiative(ctx context.Context, in CreateInitiativeInput) (Done, error) {
	return n.write(ctx, "createInitiative", func(ctx context.Context, e *edit) (int64, error) {
		return e.createInitiative(ctx, 0, in, complain("input"))
	})
}

// UpdateInitiative changes an initiative that is at the given version.
func (n *Newsroom) UpdateInitiative(ctx context.Context, id int64, version int, in UpdateInitiativeInput) (Done, error) {
	return n.write(ctx, "updateInitiative", func(ctx context.Context, e *edit) (int64, error) {
		return id, e.updateInitiative(ctx, id, version, in)
	})
}

// createInitiative makes an initiative with the given id, or a fresh one for 0.
func (e *edit) createInitiative(ctx context.Context, id int64, in CreateInitiativeInput, c complaints) (int64, error) {
	i := initiativeState{id: e.newID(id)}
	fields := in.fields()
	if err := e.changeInitiative(ctx, &i, fields, c); err != nil {
		return 0, err
	}
	b := e.db.Initiative.Create().SetID(i.id).SetCreatedAt(e.now).SetPublicUpdatedAt(e.now)
	e.fillInitiative(b.Mutation(), initiativeState{}, i)
	if err := b.Exec(ctx); err != nil {
		return 0, fmt.Errorf("create initiative: %w", err)
	}
	e.touchInitiative(i)
	return i.id, e.writeInitiativeRows(ctx, initiativeState{}, i)
}

func (e *edit) updateInitiative(ctx context.Context, id int64, version int, in UpdateInitiativeInput) error {
	before, err := e.initiative(ctx, id)
	if err != nil {
		return err
	}
	if err := checkVersion(version, before.version); err != nil {
		return err
	}
	after := before
	if err := e.changeInitiative(ctx, &after, in, complain("input")); err != nil || same(before, after) {
		return err
	}
	b := e.db.Initiative.Update().Where(initiative.ID(id), initiative.Version(version)).AddVersion(1)
	e.fillInitiative(b.Mutation(), before, after)
	news, err := e.noticed(ctx, before, after)
	if err != nil {
		return err
	}
	if news {
		b.SetPublicUpdatedAt(e.now)
	}
	rows, err := b.Save(ctx)
	if err != nil {
		return fmt.Errorf("update initiative %d: %w", id, err)
	}
	if err := replaced(rows, version); err != nil {
		return err
	}
	if err := e.renameSlug(ctx, content.NodeInitiative, id, before.slug, after.slug, before.visible); err != nil {
		return err
	}
	e.touchInitiative(before)
	e.touchInitiative(after)
	if err := e.writeInitiativeRows(ctx, before, after); err != nil {
		return err
	}
	if err := e.tellLostParts(ctx, before, after); err != nil {
		return err
	}
	return e.settleSuggestedParts(ctx, before, after)
}

// changeInitiative applies an input, checks what needs the database, makes a
// slug where none was given, and returns all complaints.
func (e *edit) changeInitiative(ctx context.Context, i *initiativeState, in UpdateInitiativeInput, c complaints) error {
	k, err := e.lookUp(ctx, in.wants())
	if err != nil {
		return err
	}
	sources, err := e.sources(ctx, in.Participants)
	if err != nil {
		return err
	}
	i.apply(in, k, sources, c)
	at := place{slug: &i.slug, given: in.Slug, parent: in.Parent, names: i.names}
	if err := e.checkPlace(ctx, content.NodeInitiative, i.id, at, c); err != nil {
		return err
	}
	return c.err()
}

// writeInitiativeRows stores the rows below an initiative where they differ.
func (e *edit) writeInitiativeRows(ctx context.Context, before, after initiativeState) error {
	if !same(before.names, after.names) {
		if err := e.writeInitiativeNames(ctx, after); err != nil {
			return fmt.Errorf("write the names of initiative %d: %w", after.id, err)
		}
	}
	if !same(before.topics, after.topics) {
		if err := e.writeInitiativeTopics(ctx, after); err != nil {
			return fmt.Errorf("write the topics of initiative %d: %w", after.id, err)
		}
	}
	if err := e.writeParticipants(ctx, before, after); err != nil {
		return fmt.Errorf("write the participants of initiative %d: %w", after.id, err)
	}
	return nil
}

func (e *edit) writeInitiativeNames(ctx context.Context, s initiativeState) error {
	if s.version > 0 {
		if _, err := e.db.InitiativeName.Delete().Where(initiativename.InitiativeID(s.id)).Exec(ctx); err != nil {
			return err
		}
	}
	return e.db.InitiativeName.MapCreateBulk(s.names, func(b *ent.InitiativeNameCreate, i int) {
		n := s.names[i]
		b.SetID(e.tx.NewID()).SetInitiativeID(s.id).SetPosition(i).SetText(n.Text).SetTextFold(content.Fold(n.Text)).
			SetNillableLocale(n.Locale).SetKind(n.Kind)
	}).Exec(ctx)
}

func (e *edit) writeInitiativeTopics(ctx context.Context, s initiativeState) error {
	if s.version > 0 {
		if _, err := e.db.InitiativeTopic.Delete().Where(initiativetopic.InitiativeID(s.id)).Exec(ctx); err != nil {
			return err
		}
	}
	started, _ := bounds(s.startedOn)
	return e.db.InitiativeTopic.MapCreateBulk(s.topics, func(b *ent.InitiativeTopicCreate, i int) {
		b.SetID(e.tx.NewID()).SetInitiativeID(s.id).SetTopicID(s.topics[i]).SetPosition(i).SetStarted(started)
	}).Exec(ctx)
}

// touchInitiative has everything settled that follows from an initiative:
// itself and all that it leads to.
func (e *edit) touchInitiative(s initiativeState) {
	e.touch(content.NodeInitiative, s.id)
	e.touchPointer(content.NodeInitiative, s.parent)
	e.touch(content.NodeTopic, s.topics...)
	for _, p := range s.participants {
		e.touch(content.NodePartner, p.partner)
	}
}
