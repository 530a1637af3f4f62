package content

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The likeness of two names of organisations: they are written alike but for
// case, punctuation, accents and legal form; they have the same words in another
// order; or a word has another letter.
const (
	likeSame    = 1
	likeOrder   = 0.9
	likeLetter  = 0.8
	longEnough  = 6 // letters of a word that may have one letter wrong
	probeLength = 3
)

// OrgName is the name of an organisation, as it is compared with others. The
// zero value is like none.
type OrgName struct {
	words  []string
	joined string
}

// NewOrgName reads a name: in lower case, without accents and punctuation, the
// article before it, and the words for its legal form, in the languages that
// partners come from.
func NewOrgName(name string) OrgName {
	words := withoutForms(orgWords(name))
	return OrgName{words: words, joined: strings.Join(words, "")}
}

// Likeness tells how alike two names are, from 0 for different ones to 1 for the
// same. Numbers tell names apart, and so does any character of a Chinese name.
func (a OrgName) Likeness(b OrgName) float64 {
	switch {
	case a.joined == "" || b.joined == "":
		return 0
	case a.joined == b.joined:
		return likeSame
	case len(a.words) != len(b.words):
		return 0
	case slices.Equal(slices.Sorted(slices.Values(a.words)), slices.Sorted(slices.Values(b.words))):
		return likeOrder
	}
	wrong := 0
	for i := range a.words {
		if a.words[i] == b.words[i] {
			continue
		}
		if wrong++; wrong > 1 || !oneLetterApart(a.words[i], b.words[i]) {
			return 0
		}
	}
	return likeLetter
}

// Probes are pieces of folded text, of which any name that is like this one
// holds some.
func (a OrgName) Probes() [][]byte {
	longest := ""
	for _, word := range a.words {
		if utf8.RuneCountInString(word) > utf8.RuneCountInString(longest) {
			longest = word
		}
	}
	letters := []rune(longest)
	if len(letters) <= probeLength {
		if longest == "" {
			return nil
		}
		return [][]byte{[]byte(longest)}
	}
	return [][]byte{[]byte(string(letters[:probeLength])), []byte(string(letters[len(letters)-probeLength:]))}
}

// orgWords splits a name into words. Letters with full stops between them are one.
func orgWords(name string) []string {
	folded := strings.NewReplacer("&", " and ", "+", " and ", "'", "", "’", "").Replace(string(Fold(name)))
	folded = norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(folded)))
	fields := strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	var words []string
	single := false
	for _, word := range fields {
		letter := len(word) == 1 && word[0] >= 'a'
		if letter && single {
			words[len(words)-1] += word
			continue
		}
		words, single = append(words, word), letter
	}
	return words
}

// withoutForms drops the article before a name and the words for legal forms
// around it. A name of nothing else stays.
func withoutForms(words []string) []string {
	kept := words
	if len(kept) > 1 && kept[0] == "the" {
		kept = kept[1:]
	}
	for len(kept) > 1 && isFormBefore(kept[0]) {
		kept = kept[1:]
	}
	for len(kept) > 1 && (isFormAfter(kept[len(kept)-1]) || isJoint(kept[len(kept)-1])) {
		kept = kept[:len(kept)-1]
	}
	if joined := strings.Join(kept, ""); !strings.ContainsFunc(joined, func(r rune) bool { return !isUnspaced(r) }) {
		return []string{withoutChineseForm(joined)}
	}
	return kept
}

// isUnspaced tells characters of scripts that names are written in without spaces.
func isUnspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r == 'ー'
}

func isJoint(word string) bool { return word == "and" || word == "und" || word == "et" || word == "y" }

// isFormBefore knows the legal forms that stand before names.
func isFormBefore(word string) bool {
	switch word {
	case "pt", "cv", "ooo", "oao", "zao", "pao", "ооо", "оао", "зао", "пао", "株", "株式会社", "株式會社", "有限会社", "합자회사", "주식회사", "주":
		return true
	}
	return false
}

// isFormAfter knows the legal forms that stand behind names.
func isFormAfter(word string) bool {
	if slices.Contains(chineseForms(), word) {
		return true
	}
	switch word {
	case "ltd", "limited", "co", "company", "corp", "corporation", "inc", "incorporated", "llc", "llp", "lp", "plc", "pllc", "pc",
		"pty", "pte", "pvt", "private", "public", "sdn", "bhd", "berhad", "tbk",
		"gmbh", "ggmbh", "mbh", "ag", "kg", "kgaa", "ohg", "ug", "ev", "eg", "se", "sce",
		"sa", "sas", "sasu", "sarl", "srl", "spa", "sapa", "snc", "scs", "sca", "eurl", "sl", "slu", "slne", "sau", "ltda", "eirl", "cia",
		"nv", "bv", "bvba", "vof", "cvba", "ab", "as", "asa", "oy", "oyj", "aps", "hf", "ehf",
		"kft", "zrt", "nyrt", "bt", "sro", "doo", "dd", "jsc", "pjsc", "ojsc", "cjsc", "ooo", "zao", "oao", "ood", "eood", "ead", "sia", "uab", "ou",
		"kk", "gk", "yk", "aş", "sti", "株", "유한회사", "주":
		return true
	}
	return false
}

// chineseForms are the legal forms within names that are written without spaces.
func chineseForms() []string {
	return []string{
		"股份有限公司", "有限责任公司", "有限責任公司", "无限公司", "無限公司", "有限公司", "股份公司", "控股公司", "集团公司", "集團公司", "公司", "集团", "集團", "控股", "股份",
		"株式会社", "株式會社", "有限会社", "有限會社", "合同会社", "合同會社", "주식회사",
	}
}

// withoutChineseForm cuts the legal form off a name that is written without
// spaces. A name of nothing else stays.
func withoutChineseForm(word string) string {
	for _, form := range []string{"株式会社", "株式會社", "有限会社", "有限會社", "合同会社", "合同會社", "주식회사"} {
		if rest, ok := strings.CutPrefix(word, form); ok && utf8.RuneCountInString(rest) > 1 {
			word = rest
		}
	}
	for again := true; again; {
		again = false
		for _, form := range chineseForms() {
			if rest, ok := strings.CutSuffix(word, form); ok && utf8.RuneCountInString(rest) > 1 {
				word, again = rest, true
			}
		}
	}
	return word
}

// oneLetterApart tells whether one long word becomes another by one letter put
// in, left out or changed. Numbers and words of other scripts are never mistaken.
func oneLetterApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	latin := func(r rune) bool { return r >= 'a' && r <= 'z' }
	other := func(r rune) bool { return !latin(r) }
	if len(a) < longEnough || len(b)-len(a) > 1 || strings.ContainsFunc(a, other) || strings.ContainsFunc(b, other) {
		return false
	}
	same := 0
	for same < len(a) && a[same] == b[same] {
		same++
	}
	if len(a) == len(b) {
		return a[same+1:] == b[same+1:]
	}
	return a[same:] == b[same+1:]
}
