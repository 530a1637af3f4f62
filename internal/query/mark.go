package query

// Mark is a position in a list that is read elsewhere than in the database: a
// number, the greatest first, then a sort key and an id.
type Mark struct {
	Number int64
	Key    []byte
	ID     int64
}

func markOrder() ordering {
	return ordering{terms: []term{
		{name: "number", kind: kindInt, desc: true}, {name: "key", kind: kindBytes}, {name: "id", kind: kindInt},
	}}
}

// Cursor returns the mark's cursor in the list named.
func (m Mark) Cursor(list string) string {
	return encodeCursor(markOrder(), list, position{m.Number, m.Key, m.ID})
}

// ParseMark reads a cursor of the list named. Errors: INVALID_CURSOR.
func ParseMark(list, cursor string) (Mark, error) {
	at, err := decodeCursor(markOrder(), list, cursor)
	if err != nil {
		return Mark{}, err
	}
	number, isNumber := at[0].(int64)
	key, isKey := at[1].([]byte)
	id, isID := at[2].(int64)
	if !isNumber || !isKey || !isID {
		return Mark{}, ErrCursor()
	}
	return Mark{number, key, id}, nil
}
