// Package schema is the stored model of the newsroom. Everything else under
// ent/ is generated from it. Rules that need no database live in
// internal/content; what is computed from other rows says so in its comment and
// is kept by internal/derive.
package schema

import (
	"fmt"
	"maps"
	"strings"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pressgraph/internal/content"
)

// undated is content.Undated as a column default: it sorts before every date.
const undated = content.Undated

// table names the table and adds checks that both engines understand. Atlas
// takes "(a) = (b)" for an expression in parentheses, so that SQLite would read
// no further than the a: all that begins with one gets a pair of its own.
func table(name string, checks map[string]string) schema.Annotation {
	wrapped := make(map[string]string, len(checks))
	for constraint, expr := range checks {
		if strings.HasPrefix(expr, "(") {
			expr = "(" + expr + ")"
		}
		wrapped[constraint] = expr
	}
	return entsql.Annotation{Table: name, Checks: wrapped}
}

// checks merges sets of checks; ent names each constraint after its key.
func checks(sets ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, set := range sets {
		maps.Copy(all, set)
	}
	return all
}

// oneOf allows a column only the values of its enum (or NULL where it is nullable).
func oneOf(tableName, column string, values []string) map[string]string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = "'" + v + "'"
	}
	return map[string]string{
		tableName + "_" + column: fmt.Sprintf("%s IN (%s)", column, strings.Join(quoted, ", ")),
	}
}

// bounded keeps the first day of a partial date before its last, both yyyymmdd.
func bounded(tableName, prefix string) map[string]string {
	return map[string]string{
		tableName + "_" + prefix + "_bounds": fmt.Sprintf("%[1]s_earliest <= %[1]s_latest AND %[1]s_earliest >= 0", prefix),
	}
}

// moneyed keeps an amount, in ten-thousandths, together with its currency.
func moneyed(tableName, prefix string) map[string]string {
	return map[string]string{
		tableName + "_" + prefix: fmt.Sprintf(
			"(%[1]s_amount IS NULL) = (%[1]s_currency IS NULL)"+
				" AND (%[1]s_amount IS NULL OR (%[1]s_amount >= 0 AND %[1]s_amount <= %[2]d))"+
				" AND (%[1]s_currency IS NULL OR length(%[1]s_currency) = 3)"+
				" AND (%[1]s_qualifier IS NULL OR (%[1]s_amount IS NOT NULL AND %[1]s_qualifier IN ('%[3]s', '%[4]s', '%[5]s')))",
			prefix, int64(content.MaxAmount), content.AmountAtLeast, content.AmountUpTo, content.AmountAbout),
	}
}

func idField() ent.Field {
	return field.Int64("id").Immutable().
		Comment("Random and positive, made by the program: never a sequence, so that ids count nothing hidden.")
}

// partialDate is the three columns of a date as precisely as it is known.
func partialDate(column, prefix string) []ent.Field {
	return []ent.Field{
		field.Text(column).GoType(content.PartialDate("")).Optional().Nillable().Comment("YYYY, YYYY-MM or YYYY-MM-DD."),
		field.Int32(prefix + "_earliest").Default(0).Comment("First day it can mean as yyyymmdd; 0 where unknown."),
		field.Int32(prefix + "_latest").Default(0).Comment("Last day it can mean as yyyymmdd; 0 where unknown."),
	}
}

// money is an amount, its currency, and how exactly it is known.
func money(prefix string) []ent.Field {
	return []ent.Field{
		field.Int64(prefix + "_amount").GoType(content.Amount(0)).Optional().Nillable().Comment("Ten-thousandths."),
		field.Text(prefix + "_currency").Optional().Nillable().Comment("ISO 4217."),
		field.Enum(prefix + "_qualifier").GoType(content.AmountQualifier("")).Optional().Nillable().
			Comment("How exactly it is known; NULL for exactly."),
	}
}

// life is what every node has: its address and its two lives.
func life() []ent.Field {
	return []ent.Field{
		idField(),
		field.Text("slug").NotEmpty(),
		field.Bool("held").Default(false).Comment("Held public by an editor, whatever leads to it."),
		field.Bool("visible").Default(false).Comment("Whether readers see it. Computed."),
		field.Int("version").Default(1).Positive().Comment("Grows by one with every change."),
		field.Time("created_at").Immutable(),
		field.Time("updated_at").Comment("The newest change."),
		field.Time("public_updated_at").Comment("The newest change that readers can see."),
	}
}

// named is what everything with names carries of its own best name. Computed.
func named() []ent.Field {
	return []ent.Field{
		field.Text("name").Comment("The name where no locale is asked for: English, else the first known. Computed."),
		field.Bytes("name_fold").Comment("Folded for comparison. Computed."),
		field.Bytes("name_sort").Comment("Key of the root collation. Computed."),
	}
}

// nameFields are the columns of a row in one of the three tables of names.
func nameFields(owner string) []ent.Field {
	return []ent.Field{
		idField(),
		field.Int64(owner).Immutable(),
		field.Int("position").NonNegative().Comment("Order of entry."),
		field.Text("text").NotEmpty(),
		field.Bytes("text_fold").Comment("Folded for comparison. Computed."),
		field.Text("locale").Optional().Nillable().Comment("BCP 47."),
		field.Enum("kind").GoType(content.NameKind("")).Default(string(content.NameKindOfficial)),
	}
}

func nameIndexes(owner string) []ent.Index {
	return []ent.Index{
		index.Fields(owner, "position").Unique(),
		index.Fields("text"),
		index.Fields("text_fold"),
	}
}

// visibleBy is an index of what readers see, in one of their orders.
func visibleBy(name string, fields ...string) ent.Index {
	return index.Fields(fields...).StorageKey(name).Annotations(entsql.IndexWhere("visible"))
}

// join puts groups of fields together.
func join(groups ...[]ent.Field) []ent.Field {
	var all []ent.Field
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

// relation is what the rows of every relation carry.
func relation() []ent.Field {
	return []ent.Field{
		idField(),
		field.Int("position").Default(0).NonNegative().Comment("Order of entry."),
		field.Bool("visible").Default(false).Comment("Whether readers see it. Computed."),
	}
}

// dated carries a release's place in time on its relations, so that a list of
// one node's releases is read from one index. Computed.
func dated() []ent.Field {
	return []ent.Field{
		field.Int64("sort_at").Default(undated).Comment("The release's place in time: microseconds of its instant, else of its earliest day."),
		field.Int64("rank").Default(0).Comment("The release's rank in its source listing."),
	}
}
