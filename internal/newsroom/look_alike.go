package newsroom

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/dialect"

	"pressgraph/ent/db/distinction"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
)

// LookAlike is a partner that looks like another.
type LookAlike struct {
	// Partner is the one that was made or renamed, Like the one that looks like it.
	Partner, Like int64
	// Score is how alike their names are, above 0 and at most 1.
	Score float64
}

// maxLookAlikes bounds those that are told of one partner.
const maxLookAlikes = 20

// tellLookAlikes tells which partners look like one that was made or renamed,
// the likeliest first, but for those that it is kept apart from. It costs two
// statements, whatever the number of names.
func (e *Edit) tellLookAlikes(ctx context.Context, partner int64) error {
	names, err := e.NameTexts(ctx, content.NodePartner, partner)
	if err != nil {
		return err
	}
	scores, err := e.likeTo(ctx, partner, names)
	if err != nil || len(scores) == 0 {
		return err
	}
	apart, err := e.DB.Distinction.Query().
		Where(distinction.Or(distinction.LesserID(partner), distinction.GreaterID(partner))).All(ctx)
	if err != nil {
		return err
	}
	for _, d := range apart {
		delete(scores, d.LesserID+d.GreaterID-partner)
	}
	var all []LookAlike
	for _, id := range keys(scores) {
		all = append(all, LookAlike{Partner: partner, Like: id, Score: scores[id]})
	}
	slices.SortStableFunc(all, func(a, b LookAlike) int { return cmp.Compare(b.Score, a.Score) })
	e.Similar = append(e.Similar, all[:min(len(all), maxLookAlikes)]...)
	return nil
}

// likeTo returns how alike other partners are to one with the given names.
func (e *Edit) likeTo(ctx context.Context, partner int64, names []string) (map[int64]float64, error) {
	var own []content.OrgName
	conditions, args, seen := []string{}, []any{partner}, map[string]bool{}
	for _, name := range names {
		own = append(own, content.NewOrgName(name))
		for _, probe := range own[len(own)-1].Probes() {
			if !seen[string(probe)] && len(args) < maxProbes {
				seen[string(probe)] = true
				args = append(args, probe)
				conditions = append(conditions, fmt.Sprintf(e.nameHolds(), len(args)))
			}
		}
	}
	if len(conditions) == 0 {
		return nil, nil
	}
	scores := map[int64]float64{}
	query := "SELECT partner_id, text FROM partner_names WHERE partner_id <> $1 AND (" + strings.Join(conditions, " OR ") + ")"
	err := e.Tx.Query(ctx, query, args, func(row database.Row) error {
		var id int64
		var text string
		if err := row.Scan(&id, &text); err != nil {
			return err
		}
		if score := likest(own, content.NewOrgName(text)); score > scores[id] {
			scores[id] = score
		}
		return nil
	})
	return scores, err
}

// nameHolds is the condition that a name holds the bytes of an argument.
func (e *Edit) nameHolds() string {
	if e.Tx.Dialect() == dialect.Postgres {
		return "position($%d::bytea in text_fold) > 0"
	}
	return "instr(text_fold, $%d) > 0"
}

// maxProbes bounds the arguments of one statement.
const maxProbes = 200

func likest(names []content.OrgName, other content.OrgName) float64 {
	best := 0.0
	for _, name := range names {
		best = max(best, name.Likeness(other))
	}
	return best
}
