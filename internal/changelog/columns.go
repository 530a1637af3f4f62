package changelog

import "slices"

// Substance lists the columns of a table that somebody has entered: all but the
// id and those that are computed or only tell when something happened.
func Substance(table string) []string {
	for _, t := range contentTables() {
		if t.name == table {
			return slices.Concat(t.ends, t.content, t.editorial)
		}
	}
	return nil
}

// Shown lists the columns of a table that readers are shown: an edit of one of
// them is told to them.
func Shown(table string) []string {
	for _, t := range contentTables() {
		if t.name == table {
			return t.content
		}
	}
	return nil
}
