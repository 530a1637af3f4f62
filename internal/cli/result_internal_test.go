package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/importing"
)

func TestLostTiesOfAnImportAreTold(t *testing.T) {
	t.Parallel()
	tie := newsroom.LostTie{Relation: content.RelationMention, Word: "HOST", Name: "Acme", Quotes: []string{"Acme hosts", "at Acme"}, Public: true, Suggestion: 7}
	report := importing.Report{
		Items:   []importing.Result{{Line: 3, Title: "Acme opens", Action: importing.Updated, Lost: []newsroom.LostTie{tie}}, {Line: 9, Title: "Other"}},
		Updated: 1, Unchanged: 1,
	}
	var r result
	r.add("page.txt", report)
	var table, object strings.Builder
	if err := r.writeTable(&table); err != nil {
		t.Fatal(err)
	}
	const want = `line 3: "Acme opens": lost the tie to Acme as HOST, which stood on "Acme hosts"; a suggestion asks about it`
	if !strings.Contains(table.String(), want+"\n") {
		t.Errorf("the table is\n%s\nwithout %s", table.String(), want)
	}
	if err := r.writeJSON(&object); err != nil {
		t.Fatal(err)
	}
	var told struct{ LostTies []map[string]any }
	if err := json.Unmarshal([]byte(object.String()), &told); err != nil {
		t.Fatal(err)
	}
	lost := map[string]any{"line": 3.0, "title": "Acme opens", "relation": "MENTION", "role": "HOST", "name": "Acme", "quote": "Acme hosts"}
	if diff := cmp.Diff([]map[string]any{lost}, told.LostTies); diff != "" {
		t.Errorf("lostTies (-want +got):\n%s", diff)
	}
	object.Reset()
	var none result
	none.add("page.txt", importing.Report{})
	if err := none.writeJSON(&object); err != nil || strings.Contains(object.String(), "lostTies") {
		t.Errorf("where none are lost it is %s, %v", object.String(), err)
	}
}
