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

// Partner is an organisation.
type Partner struct{ ent.Schema }

// Fields of Partner.
func (Partner) Fields() []ent.Field {
	return join(life(), named(), []ent.Field{
		field.Enum("kind").GoType(content.PartnerKind("")),
		field.Text("country").Optional().Nillable().Comment("ISO 3166-1 alpha-2."),
		field.Text("city").Optional().Nillable(),
		field.Text("website").Optional().Nillable(),
		field.JSON("descriptions", []content.LocalText{}).Optional(),
		field.JSON("logo", &content.Image{}).Optional(),
		field.Int64("parent_id").Optional().Nillable(),
		field.Int("release_count").Default(0).NonNegative().Comment("Computed."),
		field.Int("public_release_count").Default(0).NonNegative().Comment("Computed."),
		field.Int("initiative_count").Default(0).NonNegative().Comment("Computed."),
		field.Int("public_initiative_count").Default(0).NonNegative().Comment("Computed."),
		field.Text("latest_release_on").GoType(content.PartialDate("")).Optional().Nillable().
			Comment("Of the newest release that names it. Computed."),
		field.Int64("latest_sort").Default(undated).Comment("Its place in time. Computed."),
		field.Text("public_latest_release_on").GoType(content.PartialDate("")).Optional().Nillable().Comment("Computed."),
		field.Int64("public_latest_sort").Default(undated).Comment("Computed."),
	})
}

// Edges of Partner.
func (Partner) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("children", Partner.Type).From("parent").Unique().Field("parent_id"),
		edge.To("published", Release.Type).Annotations(entsql.OnDelete(entsql.Restrict)),
		edge.To("names", PartnerName.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("identifiers", Identifier.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("mentions", Mention.Type),
		edge.To("participations", Participation.Type),
	}
}

// Indexes of Partner.
func (Partner) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("slug").Unique(),
		index.Fields("parent_id", "visible"),
		index.Fields("name_sort", "id"),
		index.Fields("updated_at", "id"),
		index.Fields("release_count", "id"),
		index.Fields("initiative_count", "id"),
		index.Fields("latest_sort", "id"),
		visibleBy("partners_visible_name", "name_sort", "id"),
		visibleBy("partners_visible_releases", "public_release_count", "id"),
		visibleBy("partners_visible_initiatives", "public_initiative_count", "id"),
		visibleBy("partners_visible_latest", "public_latest_sort", "id"),
		visibleBy("partners_visible_updated", "public_updated_at", "id"),
	}
}

// Annotations of Partner.
func (Partner) Annotations() []schema.Annotation {
	return []schema.Annotation{table("partners", checks(
		oneOf("partners", "kind", content.PartnerKind("").Values()),
		map[string]string{
			"partners_country": "length(country) = 2",
			"partners_parent":  "parent_id <> id",
		},
	))}
}

// PartnerName is one of a partner's names.
type PartnerName struct{ ent.Schema }

// Fields of PartnerName.
func (PartnerName) Fields() []ent.Field { return nameFields("partner_id") }

// Edges of PartnerName.
func (PartnerName) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("partner", Partner.Type).Ref("names").Unique().Required().Immutable().Field("partner_id"),
	}
}

// Indexes of PartnerName.
func (PartnerName) Indexes() []ent.Index { return nameIndexes("partner_id") }

// Annotations of PartnerName.
func (PartnerName) Annotations() []schema.Annotation {
	return []schema.Annotation{table("partner_names", oneOf("partner_names", "kind", content.NameKind("").Values()))}
}

// Identifier is a partner's entry in a public registry.
type Identifier struct{ ent.Schema }

// Fields of Identifier.
func (Identifier) Fields() []ent.Field {
	return []ent.Field{
		idField(),
		field.Int64("partner_id").Immutable(),
		field.Int("position").NonNegative().Comment("Order of entry."),
		field.Enum("scheme").GoType(content.IdentifierScheme("")),
		field.Text("value").NotEmpty(),
	}
}

// Edges of Identifier.
func (Identifier) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("partner", Partner.Type).Ref("identifiers").Unique().Required().Immutable().Field("partner_id"),
	}
}

// Indexes of Identifier.
func (Identifier) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("partner_id", "scheme", "value").Unique(),
		index.Fields("scheme", "value"),
	}
}

// Annotations of Identifier.
func (Identifier) Annotations() []schema.Annotation {
	return []schema.Annotation{table("identifiers", oneOf("identifiers", "scheme", content.IdentifierScheme("").Values()))}
}

// Distinction says that two partners are different organisations, whatever
// their names: they are not proposed as duplicates and a merge of them is refused.
type Distinction struct{ ent.Schema }

// Fields of Distinction.
func (Distinction) Fields() []ent.Field {
	return []ent.Field{
		idField(),
		field.Int64("lesser_id").Immutable().Comment("The smaller of the two ids."),
		field.Int64("greater_id").Immutable(),
		field.Text("actor").Immutable(),
		field.Time("at").Immutable(),
	}
}

// Edges of Distinction.
func (Distinction) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("lesser", Partner.Type).Unique().Required().Immutable().Field("lesser_id").Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("greater", Partner.Type).Unique().Required().Immutable().Field("greater_id").Annotations(entsql.OnDelete(entsql.Cascade)),
	}
}

// Indexes of Distinction.
func (Distinction) Indexes() []ent.Index {
	return []ent.Index{index.Fields("lesser_id", "greater_id").Unique()}
}

// Annotations of Distinction.
func (Distinction) Annotations() []schema.Annotation {
	return []schema.Annotation{table("distinctions", map[string]string{"distinctions_order": "lesser_id < greater_id"})}
}
