package words

import "strings"

// Mark is where a term of a question is found in a text, in bytes.
type Mark struct {
	Start, End int
	// Term counts the terms of the question from 0.
	Term int
}

// Marks returns where a text matches the question, by their starts: all places
// of all terms, which may overlap. The longest texts are only read as far as
// the index holds them.
func (q Question) Marks(text string) []Mark {
	var tokens []Token
	new(Reader).Tokens(text, func(t Token) bool {
		tokens = append(tokens, t)
		return len(tokens) < maxPositions
	})
	var marks []Mark
	for at := range tokens {
		for number, t := range q.wanted {
			if end := t.at(tokens[at:]); end > 0 {
				marks = append(marks, Mark{tokens[at].Start, end, number})
			}
		}
	}
	return marks
}

// at returns where the term ends if the tokens begin with it, else 0.
func (t term) at(tokens []Token) int {
	if len(tokens) < len(t.tokens) {
		return 0
	}
	last := len(t.tokens) - 1
	for i, wanted := range t.tokens[:last] {
		if tokens[i].Text != wanted {
			return 0
		}
	}
	found, wanted := tokens[last], t.tokens[last]
	switch {
	case found.Text == wanted:
		return found.Reach
	case !t.prefix:
		return 0
	case strings.HasPrefix(found.Text, wanted), last == 0 && strings.HasPrefix(found.Raw, wanted):
		return found.End
	}
	return 0
}
