package newsroom

import (
	"context"
	"fmt"
	"strings"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/db/announcement"
	entevidence "pressgraph/ent/db/evidence"
	"pressgraph/ent/db/initiative"
	"pressgraph/ent/db/initiativetopic"
	"pressgraph/ent/db/mention"
	entparticipation "pressgraph/ent/db/participation"
	"pressgraph/ent/db/partner"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/releasetopic"
	"pressgraph/ent/db/topic"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
)

// DeleteRelease deletes a release that is not published and that no partner or
// initiative is tied to any more.
func (n *Newsroom) DeleteRelease(ctx context.Context, id int64, version int) (Done, error) {
	return n.editRelease(ctx, "deleteRelease", id, version, func(ctx context.Context, e *Edit, r ReleaseState) error {
		if r.Status == content.StatusPublished {
			return fault.Conflict("a release that is published cannot be deleted; unpublish it first")
		}
		quoted := e.DB.Evidence.Query().Where(entevidence.ReleaseID(id), entevidence.ParticipationIDNotNil())
		err := e.refuseTied(ctx, "release",
			ties{"partner", e.DB.Mention.Query().Where(mention.ReleaseID(id)).Count},
			ties{"initiative", e.DB.Announcement.Query().Where(announcement.ReleaseID(id)).Count},
			ties{"participation that it is evidence of", quoted.Count})
		if err != nil {
			return err
		}
		e.TouchRelease(r)
		return e.forget(ctx, content.NodeRelease, id)
	})
}

// DeletePartner deletes a partner that nothing is tied to any more.
func (n *Newsroom) DeletePartner(ctx context.Context, id int64, version int) (Done, error) {
	return n.remove(ctx, "deletePartner", content.NodePartner, id, version, func(_ context.Context, e *Edit) ([]ties, error) {
		return []ties{
			{"release that names it", e.DB.Mention.Query().Where(mention.PartnerID(id)).Count},
			{"release that it has issued", e.DB.Release.Query().Where(release.PublisherID(id)).Count},
			{"participation", e.DB.Participation.Query().Where(entparticipation.PartnerID(id)).Count},
			{"child", e.DB.Partner.Query().Where(partner.ParentID(id)).Count},
		}, nil
	})
}

// DeleteInitiative deletes an initiative that nothing is tied to any more.
func (n *Newsroom) DeleteInitiative(ctx context.Context, id int64, version int) (Done, error) {
	return n.remove(ctx, "deleteInitiative", content.NodeInitiative, id, version, func(ctx context.Context, e *Edit) ([]ties, error) {
		var topics []int64
		err := e.DB.InitiativeTopic.Query().Where(initiativetopic.InitiativeID(id)).Select(initiativetopic.FieldTopicID).Scan(ctx, &topics)
		e.Touch(content.NodeTopic, topics...)
		return []ties{
			{"release that reports it", e.DB.Announcement.Query().Where(announcement.InitiativeID(id)).Count},
			{"participation", e.DB.Participation.Query().Where(entparticipation.InitiativeID(id)).Count},
			{"child", e.DB.Initiative.Query().Where(initiative.ParentID(id)).Count},
		}, err
	})
}

// DeleteTopic deletes a topic that nothing is about any more.
func (n *Newsroom) DeleteTopic(ctx context.Context, id int64, version int) (Done, error) {
	return n.remove(ctx, "deleteTopic", content.NodeTopic, id, version, func(_ context.Context, e *Edit) ([]ties, error) {
		return []ties{
			{"release", e.DB.ReleaseTopic.Query().Where(releasetopic.TopicID(id)).Count},
			{"initiative", e.DB.InitiativeTopic.Query().Where(initiativetopic.TopicID(id)).Count},
			{"child", e.DB.Topic.Query().Where(topic.ParentID(id)).Count},
		}, nil
	})
}

// remove deletes a node below a parent that is at the given version, where none
// of the ties that it may have is there.
func (n *Newsroom) remove(ctx context.Context, purpose string, t content.NodeType, id int64, version int,
	tied func(ctx context.Context, e *Edit) ([]ties, error),
) (Done, error) {
	return n.Write(ctx, purpose, func(ctx context.Context, e *Edit) (int64, error) {
		stands, err := e.PlaceOf(ctx, t, id, sql.LockUpdate)
		if err != nil {
			return 0, err
		}
		if stands == nil {
			return 0, fault.NotFound("there is no such %s", t.Noun())
		}
		if err := CheckVersion(version, stands.Version); err != nil {
			return 0, err
		}
		kinds, err := tied(ctx, e)
		if err != nil {
			return 0, err
		}
		if err := e.refuseTied(ctx, t.Noun(), kinds...); err != nil {
			return 0, err
		}
		e.touchPointer(t, stands.Parent)
		return id, e.forget(ctx, t, id)
	})
}

// ties counts what of one kind a node is tied to.
type ties struct {
	what  string
	count func(context.Context) (int, error)
}

// refuseTied refuses with CONFLICT, which says how many ties there are.
func (e *Edit) refuseTied(ctx context.Context, noun string, kinds ...ties) error {
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
func (e *Edit) forget(ctx context.Context, t content.NodeType, id int64) error {
	e.Touch(t, id)
	if err := e.dropSlugs(ctx, t, id); err != nil {
		return fmt.Errorf("delete %s %d: %w", t.Noun(), id, err)
	}
	return e.Tx.DeleteRecords(ctx, kindOf(t).table, id)
}
