package newsroom

import (
	"context"
	"fmt"
	"strings"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/announcement"
	entevidence "pressgraph/ent/evidence"
	"pressgraph/ent/initiative"
	"pressgraph/ent/initiativetopic"
	"pressgraph/ent/mention"
	entparticipation "pressgraph/ent/participation"
	"pressgraph/ent/partner"
	"pressgraph/ent/release"
	"pressgraph/ent/releasetopic"
	"pressgraph/ent/topic"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
)

// DeleteRelease deletes a release that is not published and that no partner or
// initiative is tied to any more.
func (n *Newsroom) DeleteRelease(ctx context.Context, id int64, version int) (Done, error) {
	return n.write(ctx, "deleteRelease", func(ctx context.Context, e *edit) (int64, error) {
		r, err := e.releaseAt(ctx, id, version)
		if err != nil {
			return 0, err
		}
		if r.Status == content.StatusPublished {
			return 0, fault.Conflict("a release that is published cannot be deleted; unpublish it first")
		}
		quoted := e.db.Evidence.Query().Where(entevidence.ReleaseID(id), entevidence.ParticipationIDNotNil())
		err = e.refuseTied(ctx, "release",
			ties{"partner", e.db.Mention.Query().Where(mention.ReleaseID(id)).Count},
			ties{"initiative", e.db.Announcement.Query().Where(announcement.ReleaseID(id)).Count},
			ties{"participation that it is evidence of", quoted.Count})
		if err != nil {
			return 0, err
		}
		e.touchRelease(r)
		return id, e.forget(ctx, content.NodeRelease, id, e.db.Release.DeleteOneID(id).Exec)
	})
}

// DeletePartner deletes a partner that nothing is tied to any more.
func (n *Newsroom) DeletePartner(ctx context.Context, id int64, version int) (Done, error) {
	return n.write(ctx, "deletePartner", func(ctx context.Context, e *edit) (int64, error) {
		row, err := e.db.Partner.Query().Where(partner.ID(id), locked(sql.LockUpdate)).Only(ctx)
		if err != nil {
			return 0, missing(content.NodePartner, err)
		}
		if err := checkVersion(version, row.Version); err != nil {
			return 0, err
		}
		err = e.refuseTied(ctx, "partner",
			ties{"release that names it", e.db.Mention.Query().Where(mention.PartnerID(id)).Count},
			ties{"release that it has issued", e.db.Release.Query().Where(release.PublisherID(id)).Count},
			ties{"participation", e.db.Participation.Query().Where(entparticipation.PartnerID(id)).Count},
			ties{"child", e.db.Partner.Query().Where(partner.ParentID(id)).Count})
		if err != nil {
			return 0, err
		}
		e.touchPointer(content.NodePartner, row.ParentID)
		return id, e.forget(ctx, content.NodePartner, id, e.db.Partner.DeleteOneID(id).Exec)
	})
}

// DeleteInitiative deletes an initiative that nothing is tied to any more.
func (n *Newsroom) DeleteInitiative(ctx context.Context, id int64, version int) (Done, error) {
	return n.write(ctx, "deleteInitiative", func(ctx context.Context, e *edit) (int64, error) {
		s, err := readInitiative(ctx, e, id)
		if err != nil {
			return 0, err
		}
		if err := checkVersion(version, s.Version); err != nil {
			return 0, err
		}
		err = e.refuseTied(ctx, "initiative",
			ties{"release that reports it", e.db.Announcement.Query().Where(announcement.InitiativeID(id)).Count},
			ties{"participation", e.db.Participation.Query().Where(entparticipation.InitiativeID(id)).Count},
			ties{"child", e.db.Initiative.Query().Where(initiative.ParentID(id)).Count})
		if err != nil {
			return 0, err
		}
		e.touchPointer(content.NodeInitiative, s.ParentID)
		e.touch(content.NodeTopic, s.topics...)
		return id, e.forget(ctx, content.NodeInitiative, id, e.db.Initiative.DeleteOneID(id).Exec)
	})
}

// DeleteTopic deletes a topic that nothing is about any more.
func (n *Newsroom) DeleteTopic(ctx context.Context, id int64, version int) (Done, error) {
	return n.write(ctx, "deleteTopic", func(ctx context.Context, e *edit) (int64, error) {
		row, err := e.db.Topic.Query().Where(topic.ID(id), locked(sql.LockUpdate)).Only(ctx)
		if err != nil {
			return 0, missing(content.NodeTopic, err)
		}
		if err := checkVersion(version, row.Version); err != nil {
			return 0, err
		}
		err = e.refuseTied(ctx, "topic",
			ties{"release", e.db.ReleaseTopic.Query().Where(releasetopic.TopicID(id)).Count},
			ties{"initiative", e.db.InitiativeTopic.Query().Where(initiativetopic.TopicID(id)).Count},
			ties{"child", e.db.Topic.Query().Where(topic.ParentID(id)).Count})
		if err != nil {
			return 0, err
		}
		e.touchPointer(content.NodeTopic, row.ParentID)
		return id, e.forget(ctx, content.NodeTopic, id, e.db.Topic.DeleteOneID(id).Exec)
	})
}

// ties counts what of one kind a node is tied to.
type ties struct {
	what  string
	count func(context.Context) (int, error)
}

// refuseTied refuses with CONFLICT, which says how many ties there are.
func (e *edit) refuseTied(ctx context.Context, noun string, kinds ...ties) error {
	total, parts := 0, []string{}
	for _, kind := range kinds {
		n, err := kind.count(ctx)
		if err != nil {
			return fmt.Errorf("count the ties of a %s: %w", noun, err)
		}
		if n > 0 {
			total += n
			parts = append(parts, fmt.Sprintf("%s: %d", kind.what, n))
		}
	}
	switch total {
	case 0:
		return nil
	case 1:
		return fault.Conflict("this %s cannot be deleted, as it still has 1 tie (%s)", noun, parts[0])
	}
	return fault.Conflict("this %s cannot be deleted, as it still has %d ties (%s)", noun, total, strings.Join(parts, ", "))
}

// forget deletes a node and frees the slugs that it had.
func (e *edit) forget(ctx context.Context, t content.NodeType, id int64, del func(context.Context) error) error {
	e.touch(t, id)
	if err := e.dropSlugs(ctx, t, id); err != nil {
		return fmt.Errorf("delete %s %d: %w", noun(t), id, err)
	}
	if err := del(ctx); err != nil {
		return fmt.Errorf("delete %s %d: %w", noun(t), id, err)
	}
	return nil
}
