package schema

import (
	"strings"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pressgraph/internal/content"
)

// Mention is the relation of a release and a partner that it names.
type Mention struct{ ent.Schema }

// Fields of Mention.
func (Mention) Fields() []ent.Field {
	return join(relation(), dated(), []ent.Field{
		field.Int64("release_id").Immutable(),
		field.Int64("partner_id"),
		field.Enum("role").GoType(content.MentionRole("")).Default(string(content.MentionMentioned)),
	})
}

// Edges of Mention.
func (Mention) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("release", Release.Type).Ref("mentions").Unique().Required().Immutable().Field("release_id"),
		edge.From("partner", Partner.Type).Ref("mentions").Unique().Required().Field("partner_id"),
		edge.To("evidence", Evidence.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
	}
}

// Indexes of Mention.
func (Mention) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("release_id", "partner_id").Unique(),
		// All that groups need of a release's mentions.
		index.Fields("release_id", "position", "partner_id", "visible").StorageKey("mentions_of_release"),
		index.Fields("partner_id", "sort_at", "rank", "release_id"),
		visibleBy("mentions_visible_partner", "partner_id", "sort_at", "rank", "release_id"),
	}
}

// Annotations of Mention.
func (Mention) Annotations() []schema.Annotation {
	return []schema.Annotation{table("mentions", oneOf("mentions", "role", content.MentionRole("").Values()))}
}

// Announcement is the relation of a release and an initiative that it reports.
type Announcement struct{ ent.Schema }

// Fields of Announcement.
func (Announcement) Fields() []ent.Field {
	return join(relation(), dated(), []ent.Field{
		field.Int64("release_id").Immutable(),
		field.Int64("initiative_id"),
		field.Enum("stage").GoType(content.AnnouncementStage("")).Default(string(content.StageAnnounced)),
	})
}

// Edges of Announcement.
func (Announcement) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("release", Release.Type).Ref("announcements").Unique().Required().Immutable().Field("release_id"),
		edge.From("initiative", Initiative.Type).Ref("announcements").Unique().Required().Field("initiative_id"),
		edge.To("evidence", Evidence.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
	}
}

// Indexes of Announcement.
func (Announcement) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("release_id", "initiative_id").Unique(),
		index.Fields("release_id", "position", "initiative_id", "visible").StorageKey("announcements_of_release"),
		index.Fields("initiative_id", "sort_at", "rank", "release_id"),
		visibleBy("announcements_visible_initiative", "initiative_id", "sort_at", "rank", "release_id"),
	}
}

// Annotations of Announcement.
func (Announcement) Annotations() []schema.Annotation {
	return []schema.Annotation{table("announcements", oneOf("announcements", "stage", content.AnnouncementStage("").Values()))}
}

// Participation is the relation of a partner and an initiative it takes part in.
// A partner may take part in one initiative in several roles, and in one role
// several times: where since, until or contribution differ.
type Participation struct{ ent.Schema }

// Fields of Participation.
func (Participation) Fields() []ent.Field {
	return join(relation(), []ent.Field{
		field.Int64("partner_id"),
		field.Int64("initiative_id").Immutable(),
		field.Enum("role").GoType(content.ParticipationRole("")).Default(string(content.ParticipationMember)),
		field.Enum("status").GoType(content.ParticipationStatus("")).Default(string(content.ParticipationStatusAnnounced)),
		field.Int32("started").Default(0).Comment("The initiative's started_earliest. Computed."),
		field.Bool("pair_first").Default(true).Comment("Whether it is the first of its partner and initiative. Computed."),
		field.Bool("public_pair_first").Default(false).Comment("The same among those that readers see. Computed."),
	}, known("", "to all there is"), known("public_", "to what readers see"),
		partialDate("since", "since"), partialDate("until", "until"), money("contribution"))
}

// known is since when a participation is known, and by what, in one world. Computed.
func known(prefix, according string) []ent.Field {
	return []ent.Field{
		field.Int32(prefix + "known_earliest").Default(0).
			Comment("First day of when it began, according " + according + ", as yyyymmdd; 0 where nothing tells. Computed."),
		field.Int32(prefix + "known_latest").Default(0).Comment("Last day of the same. Computed."),
		field.Enum(prefix + "known_basis").GoType(content.KnownBasis("")).Optional().Nillable().Comment("What tells it. Computed."),
	}
}

// Edges of Participation.
func (Participation) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("partner", Partner.Type).Ref("participations").Unique().Required().Field("partner_id"),
		edge.From("initiative", Initiative.Type).Ref("participations").Unique().Required().Immutable().Field("initiative_id"),
		edge.To("evidence", Evidence.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
	}
}

// Indexes of Participation.
func (Participation) Indexes() []ent.Index {
	return append(onlyOnce(),
		index.Fields("initiative_id", "partner_id", "role"),
		index.Fields("initiative_id", "position"),
		index.Fields("partner_id", "initiative_id"),
		index.Fields("since_earliest", "id"),
		visibleBy("participations_visible_since", "since_earliest", "id"),
		index.Fields("known_earliest", "id"),
		visibleBy("participations_visible_known", "public_known_earliest", "id"),
		index.Fields("partner_id", "started", "initiative_id").StorageKey("participations_pairs").
			Annotations(entsql.IndexWhere("pair_first")),
		index.Fields("partner_id", "started", "initiative_id").StorageKey("participations_visible_pairs").
			Annotations(entsql.IndexWhere("public_pair_first")),
	)
}

// onlyOnce are the unique indexes that tell participations apart. NULL differs
// from NULL in an index, so that there is one for each choice of what is known,
// and every row is in exactly one. They hold what was entered, as computed
// columns come later than a row that was written with SQL.
func onlyOnce() []ent.Index {
	var all []ent.Index
	for choice := range 8 {
		name, columns := "participations_once", []string{"initiative_id", "partner_id", "role"}
		var where []string
		for i, known := range [][]string{{"since"}, {"until"}, {"contribution_amount", "contribution_currency"}} {
			if choice>>i&1 == 0 {
				where = append(where, "("+known[0]+" IS NULL)")
				continue
			}
			where = append(where, "("+known[0]+" IS NOT NULL)")
			columns = append(columns, known...)
			name += "_" + strings.TrimSuffix(known[0], "_amount")
		}
		all = append(all, index.Fields(columns...).Unique().StorageKey(name).
			Annotations(entsql.IndexWhere(strings.Join(where, " AND "))))
	}
	return all
}

// Annotations of Participation.
func (Participation) Annotations() []schema.Annotation {
	return []schema.Annotation{table("participations", checks(
		oneOf("participations", "role", content.ParticipationRole("").Values()),
		oneOf("participations", "status", content.ParticipationStatus("").Values()),
		oneOf("participations", "known_basis", content.KnownBasis("").Values()),
		oneOf("participations", "public_known_basis", content.KnownBasis("").Values()),
		bounded("participations", "since"),
		bounded("participations", "known"),
		bounded("participations", "public_known"),
		bounded("participations", "until"),
		moneyed("participations", "contribution"),
	))}
}

// Evidence is where a release states a relation: exactly one of the three.
type Evidence struct{ ent.Schema }

// Fields of Evidence.
func (Evidence) Fields() []ent.Field {
	return []ent.Field{
		idField(),
		field.Int64("release_id").Immutable(),
		field.Int64("mention_id").Optional().Nillable(),
		field.Int64("announcement_id").Optional().Nillable(),
		field.Int64("participation_id").Optional().Nillable(),
		field.Int("position").Default(0).NonNegative().Comment("Order of entry."),
		field.Enum("section").GoType(content.EvidenceSection("")),
		field.Text("quote").NotEmpty(),
		field.Int("start").NonNegative().Comment("In code points of the section's plain text."),
		field.Int("end").Positive().Comment("Exclusive."),
		field.Bool("visible").Default(false).Comment("Whether readers see it. Computed."),
	}
}

// Edges of Evidence.
func (Evidence) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("release", Release.Type).Ref("evidence").Unique().Required().Immutable().Field("release_id"),
		edge.From("mention", Mention.Type).Ref("evidence").Unique().Field("mention_id"),
		edge.From("announcement", Announcement.Type).Ref("evidence").Unique().Field("announcement_id"),
		edge.From("participation", Participation.Type).Ref("evidence").Unique().Field("participation_id"),
	}
}

// Indexes of Evidence.
func (Evidence) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("release_id"),
		index.Fields("mention_id", "position"),
		index.Fields("announcement_id", "position"),
		index.Fields("participation_id", "position"),
	}
}

// Annotations of Evidence.
func (Evidence) Annotations() []schema.Annotation {
	return []schema.Annotation{table("evidence", checks(
		oneOf("evidence", "section", content.EvidenceSection("").Values()),
		map[string]string{
			"evidence_relation": "(CASE WHEN mention_id IS NULL THEN 0 ELSE 1 END)" +
				" + (CASE WHEN announcement_id IS NULL THEN 0 ELSE 1 END)" +
				" + (CASE WHEN participation_id IS NULL THEN 0 ELSE 1 END) = 1",
			"evidence_span": `"start" >= 0 AND "end" > "start"`,
		},
	))}
}

// ReleaseTopic says that a release is about a topic.
type ReleaseTopic struct{ ent.Schema }

// Fields of ReleaseTopic.
func (ReleaseTopic) Fields() []ent.Field {
	return join(relation(), dated(), []ent.Field{
		field.Int64("release_id").Immutable(),
		field.Int64("topic_id").Immutable(),
	})
}

// Edges of ReleaseTopic.
func (ReleaseTopic) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("release", Release.Type).Ref("topic_links").Unique().Required().Immutable().Field("release_id"),
		edge.From("topic", Topic.Type).Ref("release_links").Unique().Required().Immutable().Field("topic_id"),
	}
}

// Indexes of ReleaseTopic.
func (ReleaseTopic) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("release_id", "topic_id").Unique(),
		index.Fields("topic_id", "sort_at", "rank", "release_id"),
		visibleBy("release_topics_visible", "topic_id", "sort_at", "rank", "release_id"),
	}
}

// Annotations of ReleaseTopic.
func (ReleaseTopic) Annotations() []schema.Annotation {
	return []schema.Annotation{table("release_topics", nil)}
}

// InitiativeTopic says that an initiative is about a topic.
type InitiativeTopic struct{ ent.Schema }

// Fields of InitiativeTopic.
func (InitiativeTopic) Fields() []ent.Field {
	return join(relation(), []ent.Field{
		field.Int64("initiative_id").Immutable(),
		field.Int64("topic_id").Immutable(),
		field.Int32("started").Default(0).Comment("The initiative's started_earliest. Computed."),
	})
}

// Edges of InitiativeTopic.
func (InitiativeTopic) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("initiative", Initiative.Type).Ref("topic_links").Unique().Required().Immutable().Field("initiative_id"),
		edge.From("topic", Topic.Type).Ref("initiative_links").Unique().Required().Immutable().Field("topic_id"),
	}
}

// Indexes of InitiativeTopic.
func (InitiativeTopic) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("initiative_id", "topic_id").Unique(),
		index.Fields("topic_id", "started", "initiative_id"),
		visibleBy("initiative_topics_visible", "topic_id", "started", "initiative_id"),
	}
}

// Annotations of InitiativeTopic.
func (InitiativeTopic) Annotations() []schema.Annotation {
	return []schema.Annotation{table("initiative_topics", nil)}
}
