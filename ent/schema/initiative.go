package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pressgraph/internal/content"
)

// Initiative is what partners do together.
type Initiative struct{ ent.Schema }

// Fields of Initiative.
func (Initiative) Fields() []ent.Field {
	return join(life(), named(), []ent.Field{
		field.Enum("kind").GoType(content.InitiativeKind("")),
		field.Enum("status").GoType(content.InitiativeStatus("")).Default(string(content.InitiativeStatusAnnounced)),
		field.JSON("descriptions", []content.LocalText{}).Optional(),
		field.Int64("parent_id").Optional().Nillable(),
		field.Int("partner_count").Default(0).NonNegative().Comment("Computed."),
		field.Int("public_partner_count").Default(0).NonNegative().Comment("Computed."),
		field.Int("release_count").Default(0).NonNegative().Comment("Computed."),
		field.Int("public_release_count").Default(0).NonNegative().Comment("Computed."),
	}, partialDate("started_on", "started"), partialDate("ended_on", "ended"), money("funding"))
}

// Edges of Initiative.
func (Initiative) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("children", Initiative.Type).From("parent").Unique().Field("parent_id"),
		edge.To("names", InitiativeName.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("topic_links", InitiativeTopic.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("announcements", Announcement.Type),
		edge.To("participations", Participation.Type),
	}
}

// Indexes of Initiative.
func (Initiative) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("slug").Unique(),
		index.Fields("parent_id", "visible"),
		index.Fields("started_earliest", "id"),
		index.Fields("updated_at", "id"),
		index.Fields("name_sort", "id"),
		index.Fields("funding_amount", "id"),
		index.Fields("partner_count", "id"),
		visibleBy("initiatives_visible_started", "started_earliest", "id"),
		visibleBy("initiatives_visible_name", "name_sort", "id"),
		visibleBy("initiatives_visible_funding", "funding_amount", "id"),
		visibleBy("initiatives_visible_partners", "public_partner_count", "id"),
		visibleBy("initiatives_visible_updated", "public_updated_at", "id"),
	}
}

// Annotations of Initiative.
func (Initiative) Annotations() []schema.Annotation {
	return []schema.Annotation{table("initiatives", checks(
		oneOf("initiatives", "kind", content.InitiativeKind("").Values()),
		oneOf("initiatives", "status", content.InitiativeStatus("").Values()),
		bounded("initiatives", "started"),
		bounded("initiatives", "ended"),
		moneyed("initiatives", "funding"),
		map[string]string{"initiatives_parent": "parent_id <> id"},
	))}
}

// InitiativeName is one of an initiative's names.
type InitiativeName struct{ ent.Schema }

// Fields of InitiativeName.
func (InitiativeName) Fields() []ent.Field { return nameFields("initiative_id") }

// Edges of InitiativeName.
func (InitiativeName) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("initiative", Initiative.Type).Ref("names").Unique().Required().Immutable().Field("initiative_id"),
	}
}

// Indexes of InitiativeName.
func (InitiativeName) Indexes() []ent.Index { return nameIndexes("initiative_id") }

// Annotations of InitiativeName.
func (InitiativeName) Annotations() []schema.Annotation {
	return []schema.Annotation{table("initiative_names", oneOf("initiative_names", "kind", content.NameKind("").Values()))}
}

// Topic is a subject that releases and initiatives are about.
type Topic struct{ ent.Schema }

// Fields of Topic.
func (Topic) Fields() []ent.Field {
	return join(life(), named(), []ent.Field{
		field.Int64("parent_id").Optional().Nillable(),
		field.Int("release_count").Default(0).NonNegative().Comment("Computed."),
		field.Int("public_release_count").Default(0).NonNegative().Comment("Computed."),
	})
}

// Edges of Topic.
func (Topic) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("children", Topic.Type).From("parent").Unique().Field("parent_id"),
		edge.To("names", TopicName.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("release_links", ReleaseTopic.Type),
		edge.To("initiative_links", InitiativeTopic.Type),
	}
}

// Indexes of Topic.
func (Topic) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("slug").Unique(),
		index.Fields("parent_id", "visible"),
		index.Fields("name_sort", "id"),
		visibleBy("topics_visible_name", "name_sort", "id"),
	}
}

// Annotations of Topic.
func (Topic) Annotations() []schema.Annotation {
	return []schema.Annotation{table("topics", map[string]string{"topics_parent": "parent_id <> id"})}
}

// TopicName is one of a topic's names.
type TopicName struct{ ent.Schema }

// Fields of TopicName.
func (TopicName) Fields() []ent.Field { return nameFields("topic_id") }

// Edges of TopicName.
func (TopicName) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("topic", Topic.Type).Ref("names").Unique().Required().Immutable().Field("topic_id"),
	}
}

// Indexes of TopicName.
func (TopicName) Indexes() []ent.Index { return nameIndexes("topic_id") }

// Annotations of TopicName.
func (TopicName) Annotations() []schema.Annotation {
	return []schema.Annotation{table("topic_names", oneOf("topic_names", "kind", content.NameKind("").Values()))}
}
