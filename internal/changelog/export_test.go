package changelog

import "strings"

// ToldColumns returns, by table, the columns that the kernel knows.
func ToldColumns() map[string][]string {
	all := make(map[string][]string)
	for _, t := range contentTables() {
		columns := []string{"id"}
		if column, ok := strings.CutPrefix(t.shown, "ROW."); ok && !t.owned {
			columns = append(columns, column)
		}
		for _, list := range [][]string{t.ends, t.content, t.computed, t.editorial, t.upkeep, t.ignored} {
			columns = append(columns, list...)
		}
		all[t.name] = columns
	}
	return all
}
