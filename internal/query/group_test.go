package query

import (
	"testing"

	"pressgraph/internal/access"
	"pressgraph/internal/fault"
)

func TestNewGroupingRefusesAFilterWithoutRoomForItsCells(t *testing.T) {
	t.Parallel()
	full := map[string]any{"and": make([]any, MaxConditions-CellConditions)}
	page, err := NewPage(AllReleases(), access.Public, ReleaseSteps(nil), Args{Where: full})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := page.NewGrouping(nil, nil, nil); !fault.Is(err, fault.CodeLimitExceeded) {
		t.Errorf("NewGrouping() = %v, want %s", err, fault.CodeLimitExceeded)
	}
}

// TestFilterOfGroupsAddsFewConditions counts those in the filters of all kinds
// of cells.
func TestFilterOfGroupsAddsFewConditions(t *testing.T) {
	t.Parallel()
	for _, list := range []List{AllReleases(), AllPartners(), AllInitiatives(), AllParticipations()} {
		known := dimensions(list.Kind, access.Everything)
		page := &Page{list: list}
		for i := range known {
			for j := range i {
				for k := range j {
					filterOfCells(t, page, []string{known[i].name, known[j].name, known[k].name})
				}
			}
		}
	}
}

func filterOfCells(t *testing.T, page *Page, by []string) {
	t.Helper()
	g, err := page.NewGrouping(by, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	value := "2024"
	for present := range 1 << len(by) {
		cell := Cell{Values: make([]*string, len(by))}
		for i := range by {
			if present&(1<<i) != 0 {
				cell.Values[i] = &value
			}
		}
		f, err := NewFilter(page.list.Kind, "where", g.Where(cell))
		if err != nil {
			t.Fatalf("the filter of a cell of %s by %v: %v", page.list.Name, by, err)
		}
		if f.conditions > CellConditions {
			t.Errorf("the filter of a cell of %s by %v holds %d conditions, want at most %d", page.list.Name, by, f.conditions, CellConditions)
		}
	}
}
