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

// Release is a press release or story.
type Release struct{ ent.Schema }

// Fields of Release.
func (Release) Fields() []ent.Field {
	return join(life(), []ent.Field{
		field.Enum("kind").GoType(content.ReleaseKind("")),
		field.Enum("status").GoType(content.ReleaseStatus("")).Default(string(content.StatusDraft)),
		field.Text("language").NotEmpty().Comment("BCP 47."),
		field.Text("title").NotEmpty(),
		field.Bytes("title_fold").Comment("Folded for comparison. Computed."),
		field.Bytes("title_sort").Comment("Key of the root collation. Computed."),
		field.Text("summary").Optional().Nillable().Comment("Markdown."),
		field.Text("summary_text").Optional().Nillable().Comment("Its plain text: what evidence spans count in."),
		field.Bool("summary_truncated").Default(false).Comment("Cut off by its source: a fuller text is never replaced by it."),
		field.Text("body").Optional().Nillable().Comment("Markdown."),
		field.Text("body_text").Optional().Nillable().Comment("Its plain text: what evidence spans count in."),
		field.Time("published_at").Optional().Nillable().Comment("The instant, where it is known."),
		field.Time("scheduled_for").Optional().Nillable().Comment("Set while the status is SCHEDULED."),
		field.Int("year").Optional().Nillable().Comment("Of published_on."),
		field.Int64("sort_at").Default(undated).
			Comment("Place in time: microseconds of the instant, else of listing_place in the date's span, else of the earliest day. Computed."),
		field.Int64("rank").Default(0).Comment("Rank in its source listing; the greater is the newer."),
		field.Int64("listing_place").GoType(content.Place(0)).Optional().Nillable().
			Comment("Where its source listing has put it in the span of its date; see content.Place."),
		field.JSON("hero_image", &content.Image{}).Optional(),
		field.Text("source_url").Optional().Nillable(),
		field.Int64("publisher_id").Optional().Nillable(),
		field.Int64("translation_group").Optional().Nillable().Comment("Shared by the same release in several languages: the id of the first."),
		field.Int("partner_count").Default(0).NonNegative().Comment("Computed."),
		field.Int("public_partner_count").Default(0).NonNegative().Comment("Computed."),
		field.Int("initiative_count").Default(0).NonNegative().Comment("Computed."),
		field.Int("public_initiative_count").Default(0).NonNegative().Comment("Computed."),
	}, partialDate("published_on", "published"))
}

// Edges of Release.
func (Release) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("publisher", Partner.Type).Ref("published").Unique().Field("publisher_id"),
		edge.To("mentions", Mention.Type),
		edge.To("announcements", Announcement.Type),
		edge.To("topic_links", ReleaseTopic.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("evidence", Evidence.Type),
		edge.To("corrections", Correction.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("revisions", Revision.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("suggestions", Suggestion.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
	}
}

// Indexes of Release.
func (Release) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("slug").Unique(),
		index.Fields("sort_at", "rank", "id"),
		index.Fields("updated_at", "rank", "id"),
		index.Fields("status", "scheduled_for"),
		index.Fields("publisher_id", "visible"),
		index.Fields("translation_group"),
		index.Fields("source_url"),
		index.Fields("title_fold"),
		index.Fields("title_sort", "rank", "id"),
		index.Fields("partner_count", "rank", "id"),
		index.Fields("year", "sort_at", "rank", "id"),
		// All that groups need of the rows, which are long.
		index.Fields("visible", "id", "year", "kind", "status", "language", "published_on", "translation_group").StorageKey("releases_grouped"),
		visibleBy("releases_visible_published", "sort_at", "rank", "id"),
		visibleBy("releases_visible_title", "title_sort", "rank", "id"),
		visibleBy("releases_visible_updated", "public_updated_at", "rank", "id"),
		visibleBy("releases_visible_partners", "public_partner_count", "rank", "id"),
		visibleBy("releases_visible_year", "year", "sort_at", "rank", "id"),
		visibleBy("releases_visible_language", "language", "sort_at", "rank", "id"),
		visibleBy("releases_visible_days", "published_earliest", "published_latest"),
	}
}

// Annotations of Release.
func (Release) Annotations() []schema.Annotation {
	return []schema.Annotation{table("releases", checks(
		oneOf("releases", "kind", content.ReleaseKind("").Values()),
		oneOf("releases", "status", content.ReleaseStatus("").Values()),
		bounded("releases", "published"),
		map[string]string{
			"releases_scheduled": "(status = 'SCHEDULED') = (scheduled_for IS NOT NULL)",
		},
	))}
}

// Correction is a public note on a change of a published release.
type Correction struct{ ent.Schema }

// Fields of Correction.
func (Correction) Fields() []ent.Field {
	return []ent.Field{
		idField(),
		field.Int64("release_id").Immutable(),
		field.Text("note").NotEmpty(),
		field.Time("corrected_at").Immutable(),
	}
}

// Edges of Correction.
func (Correction) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("release", Release.Type).Ref("corrections").Unique().Required().Immutable().Field("release_id"),
	}
}

// Indexes of Correction.
func (Correction) Indexes() []ent.Index {
	return []ent.Index{index.Fields("release_id", "corrected_at")}
}

// Annotations of Correction.
func (Correction) Annotations() []schema.Annotation {
	return []schema.Annotation{table("corrections", nil)}
}

// Revision is one saved state of a release.
type Revision struct{ ent.Schema }

// Fields of Revision.
func (Revision) Fields() []ent.Field {
	return []ent.Field{
		idField(),
		field.Int64("release_id").Immutable(),
		field.Int("version").Positive().Immutable(),
		field.Time("at").Immutable(),
		field.Text("actor").Immutable().Comment("The key's name; sql for a change by foreign SQL."),
		field.Text("note").Optional().Nillable().Immutable(),
		field.JSON("state", map[string]any{}).Immutable().Comment("The release as it stood, in the shape of the API's update input."),
		field.JSON("changes", []content.FieldChange{}).Immutable().Comment("What differs from the version before."),
	}
}

// Edges of Revision.
func (Revision) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("release", Release.Type).Ref("revisions").Unique().Required().Immutable().Field("release_id"),
	}
}

// Indexes of Revision.
func (Revision) Indexes() []ent.Index {
	return []ent.Index{index.Fields("release_id", "version").Unique()}
}

// Annotations of Revision.
func (Revision) Annotations() []schema.Annotation {
	return []schema.Annotation{table("revisions", nil)}
}
