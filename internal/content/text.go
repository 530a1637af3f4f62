package content

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// byteOrderMark stands at the head of many files and is invisible anywhere.
const byteOrderMark = '\uFEFF'

// CleanLine returns s as one line of text: NFC, without white space around it,
// any white space inside (line ends and no-break spaces too) as one space.
// Invalid UTF-8 and control characters are refused. Cleaning again changes nothing.
func CleanLine(s string) (string, error) {
	if err := checkCharacters(s, unicode.IsSpace); err != nil {
		return "", err
	}
	return norm.NFC.String(strings.Join(strings.Fields(withoutMark(s)), " ")), nil
}

// CleanText returns s as text of several lines: NFC, line ends as \n, without
// white space around the whole; white space inside stays, for it has meaning in
// Markdown. Invalid UTF-8 and control characters other than \n and \t are
// refused. Cleaning again changes nothing.
func CleanText(s string) (string, error) {
	if err := checkCharacters(s, isTextSpace); err != nil {
		return "", err
	}
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(withoutMark(s))
	return norm.NFC.String(strings.TrimSpace(s)), nil
}

func isTextSpace(r rune) bool { return r == '\n' || r == '\t' || r == '\r' }

func withoutMark(s string) string {
	return strings.ReplaceAll(s, string(byteOrderMark), "")
}

// checkCharacters refuses invalid UTF-8, and control characters but those allowed.
func checkCharacters(s string, allowed func(rune) bool) error {
	if !utf8.ValidString(s) {
		return errors.New("must be valid UTF-8")
	}
	for _, r := range s {
		if unicode.IsControl(r) && !allowed(r) {
			return fmt.Errorf("must not contain the control character U+%04X", r)
		}
	}
	return nil
}

// dropControls removes control characters other than \n and \t, and invalid UTF-8.
func dropControls(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// Fold returns the bytes by which text is compared without regard to case:
// compatibility-composed (NFKC) and case folded, ß as ss. A text contains
// another, whatever the case, if its folded bytes contain the other's.
func Fold(s string) []byte {
	// Composing first lets wide and ligature letters fold; folding may leave
	// text that composes further. A Caser has state, so each call has its own.
	folded := cases.Fold().Bytes(norm.NFKC.Bytes([]byte(s)))
	return norm.NFKC.Bytes(folded)
}

// FoldVersion names the rules that made stored folded text; it changes when
// Fold may answer differently.
func FoldVersion() string {
	return "1-nfkc" + norm.Version + "-fold" + cases.UnicodeVersion
}
