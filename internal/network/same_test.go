package network_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/database"
	"pressgraph/internal/network"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// tables are those that refill fills, what others refer to first.
func tables() []string {
	return []string{"partners", "partner_names", "releases", "initiatives", "mentions", "announcements", "participations", "evidence"}
}

// copyShuffled writes the rows of one store into another, with other ids and in
// another order, but for parents, which come before their children.
func copyShuffled(t *testing.T, from, to *store.Store, seed uint64) {
	t.Helper()
	ctx, r := everything(t.Context()), rand.New(rand.NewPCG(seed, 9))
	rows := map[string][]store.Record{}
	_, err := from.DryRun(ctx, "test", func(ctx context.Context, tx *store.Tx) error {
		for _, table := range tables() {
			all, err := tx.Records(ctx, table, "TRUE")
			if err != nil {
				return err
			}
			r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			rows[table] = all
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = to.Load(ctx, "test", func(ctx context.Context, tx *store.Tx) error {
		ids := map[int64]json.RawMessage{}
		for _, table := range tables() {
			for _, row := range rows[table] {
				ids[row.ID()] = json.RawMessage(strconv.FormatInt(tx.NewID(), 10))
			}
		}
		for _, table := range slices.Backward(tables()) {
			if _, err := tx.Exec(ctx, "DELETE FROM "+table); err != nil {
				return err
			}
		}
		for _, table := range tables() {
			if err := tx.InsertRecords(ctx, table, renamed(rows[table], ids)...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// renamed returns the rows with their new ids, parents before their children.
func renamed(rows []store.Record, ids map[int64]json.RawMessage) []store.Record {
	var ordered []store.Record
	placed := map[int64]bool{0: true}
	for len(ordered) < len(rows) {
		for _, row := range rows {
			id := row.ID()
			if placed[id] || !placed[row.Number("parent_id")] {
				continue
			}
			placed[id] = true
			renewed := store.Record{}
			for column, value := range row {
				renewed[column] = value
				refers := column == "id" || column == "translation_group" || strings.HasSuffix(column, "_id")
				if number := row.Number(column); refers && number != 0 {
					renewed[column] = ids[number]
				}
			}
			ordered = append(ordered, renewed)
		}
	}
	return ordered
}

// TestTheSameContentAnswersTheSame compares two databases on each engine with
// the same content under other ids, entered in another order.
func TestTheSameContentAnswersTheSame(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		first, second := openStore(t, storetest.SQLite(t)), openStore(t, target)
		for seed := range uint64(rounds(10, 200)) {
			refill(t, first, seed)
			copyShuffled(t, first, second, seed)
			one, other := read(t, first), read(t, second)
			if diff := cmp.Diff(told(t, one, byName), told(t, other, byName)); diff != "" {
				t.Fatalf("newsroom %d (-one database +another):\n%s", seed, diff)
			}
			for _, format := range []network.NetworkFormat{network.FormatGraphML, network.FormatGEXF, network.FormatCSVEdges, network.FormatCSVNodes} {
				if diff := cmp.Diff(file(t, one, format), file(t, other, format)); diff != "" {
					t.Fatalf("newsroom %d as %s (-one database +another):\n%s", seed, format, diff)
				}
			}
		}
	})
}
