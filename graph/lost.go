package graph

import (
	"pressgraph/graph/nodes"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom"
)

// in is the newsroom that a change is made in, or only rehearsed.
func (r *Resolver) in(dryRun bool) *newsroom.Newsroom {
	if dryRun {
		return r.rooms.Rehearsal()
	}
	return r.rooms
}

// lostTies shapes the ties that a change has taken away.
func lostTies(lost []newsroom.LostTie) []*nodes.LostTie {
	all := make([]*nodes.LostTie, len(lost))
	for i, l := range lost {
		t := &nodes.LostTie{
			Relation: l.Relation, Quotes: append([]string{}, l.Quotes...), Public: l.Public, Remains: l.Remains,
			Ends: nodes.LostEnds{Release: l.Release, Partner: l.Partner, Initiative: l.Initiative, Suggestion: l.Suggestion},
		}
		switch l.Relation {
		case content.RelationMention:
			t.MentionRole = new(content.MentionRole(l.Word))
		case content.RelationAnnouncement:
			t.Stage = new(content.AnnouncementStage(l.Word))
		case content.RelationParticipation:
			t.ParticipationRole = new(content.ParticipationRole(l.Word))
		}
		all[i] = t
	}
	return nodes.LostTies(all)
}
