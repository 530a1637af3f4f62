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

// CreateInitiative makes an initiative.
func (n *Newsroom) CreateInitiative(ctx context.Context, in Input) (Done, error) {
	return n.write(ctx, "createInitiative", func(ctx context.Context, e *edit) (int64, error) {
		return e.createInitiative(ctx, 0, in, complain("input"))
	})
}

// UpdateInitiative changes an initiative that is at the given version.
func (n *Newsroom) UpdateInitiative(ctx context.Context, id int64, version int, in Input) (Done, error) {
	return n.write(ctx, "updateInitiative", func(ctx context.Context, e *edit) (int64, error) {
		return id, e.updateInitiative(ctx, id, version, in)
	})
}

// createInitiative makes an initiative with the given id, or a fresh one for 0.
func (e *edit) createInitiative(ctx context.Context, id int64, in Input, c complaints) (int64, error) {
	var i initiativeState
	i.ID, i.Status = e.newID(id), content.InitiativeStatusAnnounced
	if err := e.changeInitiative(ctx, &i, in.given(), c); err != nil {
		return 0, err
	}
	b := e.db.Initiative.Create().SetID(i.ID).SetCreatedAt(e.now).SetPublicUpdatedAt(e.now).SetUpdatedAt(e.now)
	if err := initiativeFields().write(e, b.Mutation(), &initiativeState{}, &i); err != nil {
		return 0, err
	}
	if err := b.Exec(ctx); err != nil {
		return 0, fmt.Errorf("create initiative: %w", err)
	}
	e.touchInitiative(i)
	return i.ID, e.writeInitiativeRows(ctx, initiativeState{}, i)
}

func (e *edit) updateInitiative(ctx context.Context, id int64, version int, in Input) error {
	before, err := e.initiative(ctx, id)
	if err != nil {
		return err
	}
	if err := checkVersion(version, before.Version); err != nil {
		return err
	}
	after := before
	if err := e.changeInitiative(ctx, &after, in, complain("input")); err != nil || same(before, after) {
		return err
	}
	b := e.db.Initiative.Update().Where(initiative.ID(id), initiative.Version(version)).AddVersion(1).SetUpdatedAt(e.now)
	if err := initiativeFields().write(e, b.Mutation(), &before, &after); err != nil {
		return err
	}
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
	if err := e.renameSlug(ctx, content.NodeInitiative, id, before.Slug, after.Slug, before.Visible); err != nil {
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
func (e *edit) changeInitiative(ctx context.Context, i *initiativeState, in Input, c complaints) error {
	all, w := initiativeFields(), &work{}
	var err error
	if w.known, err = e.lookUp(ctx, all.wants(in)); err != nil {
		return err
	}
	if w.sources, err = e.sources(ctx, in); err != nil {
		return err
	}
	all.apply(i, in, i.Version == 0, w, c)
	at := place{slug: &i.Slug, parent: i.ParentID, names: i.names, in: in}
	if err := e.checkPlace(ctx, content.NodeInitiative, i.ID, at, c); err != nil {
		return err
	}
	return c.err()
}

// writeInitiativeRows stores the rows below an initiative where they differ.
func (e *edit) writeInitiativeRows(ctx context.Context, before, after initiativeState) error {
	if !same(before.names, after.names) {
		if err := e.writeInitiativeNames(ctx, after); err != nil {
			return fmt.Errorf("write the names of initiative %d: %w", after.ID, err)
		}
	}
	if !same(before.topics, after.topics) {
		if err := e.writeInitiativeTopics(ctx, after); err != nil {
			return fmt.Errorf("write the topics of initiative %d: %w", after.ID, err)
		}
	}
	if err := e.writeParticipants(ctx, before, after); err != nil {
		return fmt.Errorf("write the participants of initiative %d: %w", after.ID, err)
	}
	return nil
}

func (e *edit) writeInitiativeNames(ctx context.Context, s initiativeState) error {
	if s.Version > 0 {
		if _, err := e.db.InitiativeName.Delete().Where(initiativename.InitiativeID(s.ID)).Exec(ctx); err != nil {
			return err
		}
	}
	return e.db.InitiativeName.MapCreateBulk(s.names, func(b *ent.InitiativeNameCreate, i int) {
		n := s.names[i]
		b.SetID(e.tx.NewID()).SetInitiativeID(s.ID).SetPosition(i).SetText(n.Text).SetTextFold(content.Fold(n.Text)).
			SetNillableLocale(n.Locale).SetKind(n.Kind)
	}).Exec(ctx)
}

func (e *edit) writeInitiativeTopics(ctx context.Context, s initiativeState) error {
	if s.Version > 0 {
		if _, err := e.db.InitiativeTopic.Delete().Where(initiativetopic.InitiativeID(s.ID)).Exec(ctx); err != nil {
			return err
		}
	}
	started, _ := bounds(s.StartedOn)
	return e.db.InitiativeTopic.MapCreateBulk(s.topics, func(b *ent.InitiativeTopicCreate, i int) {
		b.SetID(e.tx.NewID()).SetInitiativeID(s.ID).SetTopicID(s.topics[i]).SetPosition(i).SetStarted(started)
	}).Exec(ctx)
}

// touchInitiative has everything settled that follows from an initiative:
// itself and all that it leads to.
func (e *edit) touchInitiative(s initiativeState) {
	e.touch(content.NodeInitiative, s.ID)
	e.touchPointer(content.NodeInitiative, s.ParentID)
	e.touch(content.NodeTopic, s.topics...)
	for _, p := range s.participants {
		e.touch(content.NodePartner, p.partner)
	}
}
