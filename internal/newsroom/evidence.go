package newsroom

import (
	"context"
	"maps"
	"slices"

	"golang.org/x/text/unicode/norm"

	"pressgraph/ent/db"
	entevidence "pressgraph/ent/db/evidence"
	"pressgraph/ent/db/release"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/store"
)

// quoteFields say where a release states a relation of its own; start is needed
// where the quote stands more than once.
func quoteFields() []string { return []string{"section", "quote", "start"} }

// Evidence is a place in a release that states a relation.
type Evidence struct {
	ID      int64 // 0 for one that is not stored yet
	Release int64
	section content.EvidenceSection
	Quote   string
	Span    content.Span
}

// Place is what makes two pieces of evidence the same.
func (v Evidence) Place() Evidence {
	v.ID = 0
	return v
}

// Texts are the plain texts of a release: what spans count in.
type Texts struct {
	release              int64
	Title, summary, body string
}

// In returns the text of a section.
func (t Texts) In(section content.EvidenceSection) string {
	switch section {
	case content.SectionTitle:
		return t.Title
	case content.SectionSummary:
		return t.summary
	case content.SectionBody:
		return t.body
	}
	return ""
}

// find returns where a quote stands, or complains that it does not, or more than once.
func (t Texts) find(in input.Form) Evidence {
	found := Evidence{Release: t.release}
	input.Must(in.TextOr("quote", ""), &found.Quote, in.Field("quote"), composed)
	input.Must(in.TextOr("section", ""), &found.section, in.Field("section"), input.Word)
	if found.section == "" {
		return found
	}
	span, err := content.FindSpan(t.In(found.section), found.Quote, in.Number("start").Value)
	in.Field("quote").Note(err)
	found.Span = span
	return found
}

func composed(quote string) (string, error) { return norm.NFC.String(quote), nil }

// findAll finds the quotes of one relation. Those that it has already keep their rows.
func findAll(in input.Form, name string, old []Evidence, fields []string, find func(input.Form) Evidence) []Evidence {
	stored := make(map[Evidence]int64, len(old))
	for _, v := range old {
		stored[v.Place()] = v.ID
	}
	seen := map[Evidence]bool{}
	var all []Evidence
	input.TakeParts(in, name, &all, fields, func(in input.Form) Evidence {
		found := find(in)
		if found.Span.End > 0 && seen[found] {
			in.At.Add("is given twice")
		}
		seen[found] = true
		found.ID = stored[found]
		return found
	})
	return all
}

// moved returns the evidence in a release whose texts were edited from old to
// now: what quotes it still is kept where it stands now, the rest is gone.
func moved(all []Evidence, old, now Texts) []Evidence {
	for _, section := range []content.EvidenceSection{content.SectionTitle, content.SectionSummary, content.SectionBody} {
		if old.In(section) != now.In(section) {
			all = movedIn(section, all, old.In(section), now.In(section))
		}
	}
	return all
}

func movedIn(section content.EvidenceSection, all []Evidence, old, now string) []Evidence {
	var spans []content.Span
	for _, v := range all {
		if v.section == section {
			spans = append(spans, v.Span)
		}
	}
	places := content.MoveSpans(old, now, spans)
	var kept []Evidence
	for _, v := range all {
		if v.section == section {
			to := places[0]
			places = places[1:]
			if !to.Kept {
				continue
			}
			v.Span = to.Span
		}
		kept = append(kept, v)
	}
	return kept
}

// Tie is a relation of a release: a mention or an announcement.
type Tie struct {
	ID     int64 // 0 for one that is not stored yet
	Target int64 // the partner or the initiative
	// Word is the role or the stage.
	Word     string
	Evidence []Evidence
	// Visible is whether readers see it.
	Visible bool
}

// moveTies moves the evidence of ties with an edit of the texts, and tells
// which have none any more and had some before.
func moveTies(kind content.RelationKind, ties []Tie, old, now Texts) (kept []Tie, lost []Loss) {
	for _, t := range ties {
		had := len(t.Evidence)
		was := t
		t.Evidence = moved(t.Evidence, old, now)
		if had > 0 && len(t.Evidence) == 0 {
			lost = append(lost, Loss{Tie: was, Kind: kind, Unsaid: true})
			continue
		}
		kept = append(kept, t)
	}
	return kept, lost
}

// writeEvidence removes and moves the evidence of one relation, and returns
// what is new, to be stored when the relation is there.
func (e *Edit) writeEvidence(ctx context.Context, before, after []Evidence, own func(*db.EvidenceCreate)) ([]*db.EvidenceCreate, error) {
	old := map[int64]int{}
	for i, v := range before {
		old[v.ID] = i
	}
	var fresh []*db.EvidenceCreate
	for i, v := range after {
		was, kept := old[v.ID]
		delete(old, v.ID)
		if kept && was == i && before[was] == v {
			continue
		}
		if kept {
			err := e.DB.Evidence.Update().Where(entevidence.ID(v.ID)).SetPosition(i).SetStart(v.Span.Start).SetEnd(v.Span.End).Exec(ctx)
			if err != nil {
				return nil, err
			}
			continue
		}
		b := e.DB.Evidence.Create().SetID(e.Tx.NewID()).SetReleaseID(v.Release).SetPosition(i).SetSection(v.section).
			SetQuote(v.Quote).SetStart(v.Span.Start).SetEnd(v.Span.End)
		own(b)
		fresh = append(fresh, b)
	}
	if len(old) == 0 {
		return fresh, nil
	}
	_, err := e.DB.Evidence.Delete().Where(entevidence.IDIn(keys(old)...)).Exec(ctx)
	return fresh, err
}

// keys returns the keys of a map in order, so that statements come in order too.
func keys[V any](m map[int64]V) []int64 { return slices.Sorted(maps.Keys(m)) }

// TextsOf reads the plain texts of the releases that some evidence stands in.
func TextsOf(ctx context.Context, from Source, rows []store.Record) (map[int64]Texts, error) {
	ids := map[int64]bool{}
	for _, row := range rows {
		ids[row.Number(entevidence.FieldReleaseID)] = true
	}
	releases, err := from.RecordsOf(ctx, release.Table, "id", keys(ids)...)
	if err != nil {
		return nil, err
	}
	all := map[int64]Texts{}
	for _, r := range releases {
		all[r.ID()] = TextsIn(r)
	}
	return all, nil
}

// TextsIn returns the texts of the release that a row holds.
func TextsIn(row store.Record) Texts {
	return Texts{
		release: row.ID(), Title: row.Text(release.FieldTitle),
		summary: row.Text(release.FieldSummaryText), body: row.Text(release.FieldBodyText),
	}
}

// EvidenceIn returns the evidence that a record holds.
func EvidenceIn(row store.Record) Evidence {
	return Evidence{
		ID: row.ID(), Release: row.Number(entevidence.FieldReleaseID),
		section: content.EvidenceSection(row.Text(entevidence.FieldSection)),
		Quote:   row.Text(entevidence.FieldQuote),
		Span:    content.Span{Start: int(row.Number(entevidence.FieldStart)), End: int(row.Number(entevidence.FieldEnd))},
	}
}

// Hold tells whether evidence stands where it says.
func (t Texts) Hold(v Evidence) bool { return content.Quote(t.In(v.section), v.Span) == v.Quote }

// WhereNow finds evidence that an edit from one text to another has moved.
func WhereNow(v Evidence, before, now Texts) (content.Span, bool) {
	if before.Hold(v) {
		place := content.MoveSpans(before.In(v.section), now.In(v.section), []content.Span{v.Span})[0]
		return place.Span, place.Kept
	}
	span, err := content.FindSpan(now.In(v.section), v.Quote, nil)
	return span, err == nil
}

// EvidenceOf returns the evidence that a row holds.
func EvidenceOf(row *db.Evidence) Evidence {
	return Evidence{
		ID: row.ID, Release: row.ReleaseID, section: row.Section, Quote: row.Quote,
		Span: content.Span{Start: row.Start, End: row.End},
	}
}
