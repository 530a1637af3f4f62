package derive

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// textsKey is where the table meta tells by which rules folded texts and sort
// keys were made.
const textsKey = "texts"

// textsVersion names our rules.
func textsVersion() string { return content.CollationVersion() + " " + content.FoldVersion() }

// textBatch bounds the rows that are read, and written in one transaction.
const textBatch = 1000

// folded is a table whose rows keep a text in forms to compare by.
type folded struct {
	table, text, fold string
	// sort is empty where rows are not sorted by the text.
	sort string
}

func foldedTables() []folded {
	return []folded{
		{"releases", "title", "title_fold", "title_sort"},
		{"partners", "name", "name_fold", "name_sort"},
		{"initiatives", "name", "name_fold", "name_sort"},
		{"topics", "name", "name_fold", "name_sort"},
		{"partner_names", "text", "text_fold", ""},
		{"initiative_names", "text", "text_fold", ""},
		{"topic_names", "text", "text_fold", ""},
	}
}

// refreshTexts makes folded texts and sort keys anew if they were made by other
// rules. Several servers may do so at once, and while others write: each row is
// only written where its text is still the one that the keys were made of.
func refreshTexts(ctx context.Context, s *store.Store) error {
	made, _, err := s.Meta(ctx, textsKey)
	if err != nil || made == textsVersion() {
		return err
	}
	total := 0
	for _, f := range foldedTables() {
		err := eachStale(ctx, s.DB(), f, func(stale []staleText) error {
			total += len(stale)
			return refreshBatch(ctx, s, f, stale)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", f.table, err)
		}
	}
	if total > 0 {
		s.Log().InfoContext(ctx, "sort keys made anew", "rows", total, "from", made, "to", textsVersion())
	}
	_, err = s.Write(ctx, "refreshTexts", func(ctx context.Context, tx *store.Tx) error {
		return tx.SetMeta(ctx, textsKey, textsVersion())
	})
	return err
}

func refreshBatch(ctx context.Context, s *store.Store, f folded, stale []staleText) error {
	if len(stale) == 0 {
		return nil
	}
	set := f.fold + " = $1"
	if f.sort != "" {
		set += ", " + f.sort + " = $4"
	}
	update := "UPDATE " + f.table + " SET " + set + " WHERE id = $2 AND " + f.text + " = $3"
	_, err := s.Write(ctx, "refreshTexts", func(ctx context.Context, tx *store.Tx) error {
		for _, row := range stale {
			args := []any{row.wantFold, row.id, row.text}
			if f.sort != "" {
				args = append(args, row.wantSort)
			}
			if _, err := tx.Exec(ctx, update, args...); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// staleText is a row whose forms are not those of its text.
type staleText struct {
	id                 int64
	text               string
	fold, sort         []byte
	wantFold, wantSort []byte
}

// eachStale reads a table in batches, and calls each with what is stale in every
// batch. Nothing is open meanwhile.
func eachStale(ctx context.Context, on database.Queries, f folded, each func([]staleText) error) error {
	collator := content.NewCollator()
	sortColumn := f.sort
	if sortColumn == "" {
		sortColumn = f.fold
	}
	query := fmt.Sprintf("SELECT id, %s, %s, %s FROM %s WHERE id > $1 ORDER BY id LIMIT %d", f.text, f.fold, sortColumn, f.table, textBatch)
	for last, rows := int64(-1), textBatch; rows == textBatch; {
		var stale []staleText
		rows = 0
		err := database.QueryEach(ctx, on, query, []any{last}, func(row database.Row) error {
			var t staleText
			if err := row.Scan(&t.id, &t.text, &t.fold, &t.sort); err != nil {
				return err
			}
			last, rows = t.id, rows+1
			t.wantFold, t.wantSort = content.Fold(t.text), t.sort
			if f.sort != "" {
				t.wantSort = collator.Key(t.text)
			}
			if !bytes.Equal(t.fold, t.wantFold) || !bytes.Equal(t.sort, t.wantSort) {
				stale = append(stale, t)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := each(stale); err != nil {
			return err
		}
	}
	return nil
}

// errEnough ends a search that has found as much as it may tell.
var errEnough = errors.New("enough")

// checkTexts finds rows whose folded text or sort key is not that of their text.
func checkTexts(ctx context.Context, conn *database.Tx) ([]Difference, error) {
	var found []Difference
	for _, f := range foldedTables() {
		before := len(found)
		err := eachStale(ctx, conn, f, func(stale []staleText) error {
			for _, t := range stale {
				found = append(found, t.differences(f)...)
			}
			if len(found)-before >= maxDifferences {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			return nil, fmt.Errorf("check %s: %w", f.table, err)
		}
	}
	return found, nil
}

func (t staleText) differences(f folded) []Difference {
	var found []Difference
	if !bytes.Equal(t.fold, t.wantFold) {
		found = append(found, Difference{f.table, t.id, f.fold, fmt.Sprintf("%x", t.fold), fmt.Sprintf("%x", t.wantFold)})
	}
	if f.sort != "" && !bytes.Equal(t.sort, t.wantSort) {
		found = append(found, Difference{f.table, t.id, f.sort, fmt.Sprintf("%x", t.sort), fmt.Sprintf("%x", t.wantSort)})
	}
	return found
}
