package schema

import (
	"encoding/json"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
)

// Change is one row of the change log. Triggers alone write it, so that a
// change by foreign SQL counts too. Public numbering is of its own: only it is
// in readers' cursors.
type Change struct{ ent.Schema }

// Fields of Change.
func (Change) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id").Comment("Order of the rows within a version; a sequence, never shown."),
		field.Int64("version").Default(0).Comment("Content version, set at commit; 0 until then."),
		field.Int64("public_version").Optional().Nillable().Comment("Public version; set where readers can see the step."),
		field.Int64("public_step").Optional().Nillable().Comment("Number of the step among the public ones, without gaps."),
		field.Text("entity").Comment("The table that changed."),
		field.Int64("entity_id"),
		field.Int64("subject_id").Optional().Nillable().Comment("Of a relation: the release, or the participation's partner."),
		field.Int64("object_id").Optional().Nillable().Comment("Of a relation: the partner, initiative or topic."),
		field.Enum("action").GoType(content.ChangeAction("")),
		field.Bool("derived").Default(false).Comment("Only computed columns changed: caches care, readers of the log do not."),
		field.Time("at"),
		field.Text("actor").Comment("Who: a key's name, a command; sql for foreign SQL."),
		field.Text("purpose").Optional().Nillable().Comment("The use case, as in publishRelease."),
	}
}

// Indexes of Change.
func (Change) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("version", "id"),
		index.Fields("public_step").Unique(),
		index.Fields("entity_id", "id"),
	}
}

// Annotations of Change.
func (Change) Annotations() []schema.Annotation {
	return []schema.Annotation{table("changes", oneOf("changes", "action", content.ChangeAction("").Values()))}
}

// FormerSlug is a slug that once was a node's: it goes on answering.
type FormerSlug struct{ ent.Schema }

// Fields of FormerSlug.
func (FormerSlug) Fields() []ent.Field {
	return []ent.Field{
		idField(),
		field.Text("entity").Immutable().Comment("The table of the node."),
		field.Text("slug").NotEmpty().Immutable(),
		field.Int64("node_id"),
		field.Bool("public").Default(false).Comment("Whether readers knew it."),
	}
}

// Indexes of FormerSlug.
func (FormerSlug) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("entity", "slug").Unique(),
		index.Fields("node_id"),
	}
}

// Annotations of FormerSlug.
func (FormerSlug) Annotations() []schema.Annotation {
	return []schema.Annotation{table("former_slugs", nil)}
}

// Merge is the record of one duplicate that was merged into another partner:
// where its id leads, and what undoing it has to restore.
type Merge struct{ ent.Schema }

// Fields of Merge.
func (Merge) Fields() []ent.Field {
	return []ent.Field{
		idField(),
		field.Int64("survivor_id").Comment("Where the duplicate's id leads now."),
		field.Int64("duplicate_id").Immutable(),
		field.Bool("public").Immutable().Comment("Whether readers knew the duplicate."),
		field.JSON("undo", json.RawMessage{}).Immutable().Comment("The rows as they stood before."),
		field.Text("actor").Immutable(),
		field.Time("at").Immutable(),
		field.Time("undone_at").Optional().Nillable(),
	}
}

// Edges of Merge.
func (Merge) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("survivor", Partner.Type).Unique().Required().Field("survivor_id").Annotations(entsql.OnDelete(entsql.Cascade)),
	}
}

// Indexes of Merge.
func (Merge) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("duplicate_id", "at"),
		index.Fields("survivor_id"),
	}
}

// Annotations of Merge.
func (Merge) Annotations() []schema.Annotation {
	return []schema.Annotation{table("merges", nil)}
}

// Suggestion is a relation that waits for an editor's word.
type Suggestion struct{ ent.Schema }

// Fields of Suggestion.
func (Suggestion) Fields() []ent.Field {
	return join([]ent.Field{
		idField(),
		field.Int64("release_id").Immutable(),
		field.Enum("relation").GoType(content.RelationKind("")).Immutable(),
		field.Text("label").NotEmpty().Comment("The name as it stood."),
		field.Int64("partner_id").Optional().Nillable(),
		field.Int64("initiative_id").Optional().Nillable(),
		field.Enum("mention_role").GoType(content.MentionRole("")).Optional().Nillable(),
		field.Enum("stage").GoType(content.AnnouncementStage("")).Optional().Nillable(),
		field.Enum("participation_role").GoType(content.ParticipationRole("")).Optional().Nillable(),
		field.Float("confidence").Min(0).Max(1),
		field.Enum("section").GoType(content.EvidenceSection("")).Optional().Nillable().
			Comment("Null with the quote: no text says the relation any more."),
		field.Text("quote").NotEmpty().Optional().Nillable(),
		field.Int("start").NonNegative().Optional().Nillable(),
		field.Int("end").Positive().Optional().Nillable(),
		field.Enum("decision").GoType(content.Decision("")).Default(string(content.DecisionPending)),
		field.Text("decided_by").Optional().Nillable(),
		field.Time("decided_at").Optional().Nillable(),
		field.Time("created_at").Immutable(),
	}, money("amount"))
}

// Edges of Suggestion.
func (Suggestion) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("release", Release.Type).Ref("suggestions").Unique().Required().Immutable().Field("release_id"),
		edge.To("partner", Partner.Type).Unique().Field("partner_id").Annotations(entsql.OnDelete(entsql.SetNull)),
		edge.To("initiative", Initiative.Type).Unique().Field("initiative_id").Annotations(entsql.OnDelete(entsql.SetNull)),
	}
}

// Indexes of Suggestion.
func (Suggestion) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("decision", "confidence", "id"),
		index.Fields("release_id"),
		index.Fields("partner_id"),
		index.Fields("initiative_id"),
	}
}

// Annotations of Suggestion.
func (Suggestion) Annotations() []schema.Annotation {
	return []schema.Annotation{table("suggestions", checks(
		oneOf("suggestions", "relation", content.RelationKind("").Values()),
		oneOf("suggestions", "mention_role", content.MentionRole("").Values()),
		oneOf("suggestions", "stage", content.AnnouncementStage("").Values()),
		oneOf("suggestions", "participation_role", content.ParticipationRole("").Values()),
		oneOf("suggestions", "section", content.EvidenceSection("").Values()),
		oneOf("suggestions", "decision", content.Decision("").Values()),
		moneyed("suggestions", "amount"),
		map[string]string{
			"suggestions_span": `(quote IS NULL) = (section IS NULL) AND (quote IS NULL) = ("start" IS NULL)` +
				` AND (quote IS NULL) = ("end" IS NULL) AND (quote IS NULL OR ("start" >= 0 AND "end" > "start"))`,
			"suggestions_confidence": "confidence >= 0 AND confidence <= 1",
			"suggestions_relation_role": "(mention_role IS NOT NULL) = (relation = 'MENTION')" +
				" AND (stage IS NOT NULL) = (relation = 'ANNOUNCEMENT')" +
				" AND (participation_role IS NOT NULL) = (relation = 'PARTICIPATION')",
		},
	))}
}

// APIKey is a caller's key; of its secret only a hash is kept.
type APIKey struct{ ent.Schema }

// Fields of APIKey.
func (APIKey) Fields() []ent.Field {
	return []ent.Field{
		idField(),
		field.Text("name").NotEmpty(),
		field.Enum("role").GoType(access.Role("")),
		field.Text("prefix").NotEmpty().Immutable().Comment("The first characters of the secret, to recognise it by."),
		field.Bytes("hash").Sensitive().Immutable().Comment("SHA-256 of the secret."),
		field.Time("created_at").Immutable(),
		field.Time("expires_at").Optional().Nillable(),
		field.Time("last_used_at").Optional().Nillable(),
		field.Time("revoked_at").Optional().Nillable(),
	}
}

// Indexes of APIKey.
func (APIKey) Indexes() []ent.Index { return []ent.Index{index.Fields("hash").Unique()} }

// Annotations of APIKey.
func (APIKey) Annotations() []schema.Annotation {
	return []schema.Annotation{table("api_keys", oneOf("api_keys", "role", access.Role("").Values()))}
}

// ImportRun is the record of one import.
type ImportRun struct{ ent.Schema }

// Fields of ImportRun.
func (ImportRun) Fields() []ent.Field {
	return []ent.Field{
		idField(),
		field.Time("at").Immutable(),
		field.Text("actor").Immutable(),
		field.Text("source").Immutable().Comment("The file's name, or API."),
		field.Text("format").Immutable(),
		field.Int("created").NonNegative(),
		field.Int("updated").NonNegative(),
		field.Int("unchanged").NonNegative(),
		field.Int("problems").NonNegative(),
	}
}

// Indexes of ImportRun.
func (ImportRun) Indexes() []ent.Index { return []ent.Index{index.Fields("at")} }

// Annotations of ImportRun.
func (ImportRun) Annotations() []schema.Annotation {
	return []schema.Annotation{table("import_runs", nil)}
}

// Meta is a fact about the database itself: the collation its sort keys were
// made with, the newsroom's name.
type Meta struct{ ent.Schema }

// Fields of Meta.
func (Meta) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id").Immutable(),
		field.Text("key").NotEmpty().Immutable(),
		field.Text("value"),
	}
}

// Indexes of Meta.
func (Meta) Indexes() []ent.Index { return []ent.Index{index.Fields("key").Unique()} }

// Annotations of Meta.
func (Meta) Annotations() []schema.Annotation {
	return []schema.Annotation{table("meta", nil)}
}
