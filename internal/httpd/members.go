package httpd

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// Bodies are read at once: that they are JSON is left to the library, and their few
// members are then found where they stand, without a copy of each.

// eachMember hands out the members of an object in valid JSON, as they stand there.
// It is false where that is no object, or a name is written with an escape.
func eachMember(object []byte, take func(name, value []byte)) bool {
	at := afterSpace(object, 0)
	if object[at] != '{' {
		return false
	}
	for at = afterSpace(object, at+1); object[at] != '}'; {
		end := endOfValue(object, at)
		name := object[at+1 : end-1]
		if bytes.IndexByte(name, '\\') >= 0 {
			return false
		}
		colon := afterSpace(object, end)
		at = afterSpace(object, colon+1)
		end = endOfValue(object, at)
		take(name, object[at:end])
		if at = afterSpace(object, end); object[at] == ',' {
			at = afterSpace(object, at+1)
		}
	}
	return true
}

func afterSpace(text []byte, at int) int {
	for text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r' {
		at++
	}
	return at
}

// endOfValue returns where the value ends that begins at a place.
func endOfValue(text []byte, at int) int {
	depth := 0
	for ; at < len(text); at++ {
		switch text[at] {
		case '"':
			at = endOfString(text, at) - 1
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		default:
			if depth == 0 {
				return endOfWord(text, at)
			}
		}
		if depth == 0 {
			return at + 1
		}
	}
	return at
}

func endOfString(text []byte, at int) int {
	for at++; text[at] != '"'; at++ {
		if text[at] == '\\' {
			at++
		}
	}
	return at + 1
}

// endOfWord returns where a number, a truth value or null ends.
func endOfWord(text []byte, at int) int {
	for at < len(text) && bytes.IndexByte([]byte(",]} \n\t\r"), text[at]) < 0 {
		at++
	}
	return at
}

func isNull(value []byte) bool { return value[0] == 'n' }

// stringOf reads a string, or null, which is empty.
func stringOf(value []byte) (text string, ok bool) {
	switch {
	case isNull(value):
		return "", true
	case value[0] != '"':
		return "", false
	case bytes.IndexByte(value, '\\') < 0 && utf8.Valid(value):
		return string(value[1 : len(value)-1]), true
	}
	return text, json.Unmarshal(value, &text) == nil
}

// objectOf reads an object, or null, which is none.
func objectOf(value []byte) (object map[string]any, ok bool) {
	switch {
	case isNull(value):
		return nil, true
	case value[0] != '{':
		return nil, false
	case value[afterSpace(value, 1)] == '}':
		return map[string]any{}, true
	}
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	return object, decoder.Decode(&object) == nil
}
