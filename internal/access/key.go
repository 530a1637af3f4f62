package access

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// A key's secret is keyMark and, in lower-case base32, randomBytes of
// randomness and checkBytes of their checksum: 51 characters that tools which
// look for leaked secrets recognise, and of which a mistyped one is refused
// without asking the database. What prefixChars show of it leaves 160 bits.
const (
	keyMark     = "pg_"
	randomBytes = 25
	checkBytes  = 5
	prefixChars = len(keyMark) + 8
)

// Key is what is known of a secret. Secret itself is for its holder alone.
type Key struct {
	Secret string
	// Prefix is the beginning of the secret, to recognise it by.
	Prefix string
	// Hash is the SHA-256 of the secret: all that is stored of it.
	Hash []byte
}

// NewKey draws a key from a source of randomness.
func NewKey(random io.Reader) (Key, error) {
	raw := make([]byte, randomBytes, randomBytes+checkBytes)
	if _, err := io.ReadFull(random, raw); err != nil {
		return Key{}, fmt.Errorf("draw a key: %w", err)
	}
	return keyOf(keyMark + strings.ToLower(keyText().EncodeToString(checked(raw)))), nil
}

// ReadKey reads a secret; false where it cannot be one.
func ReadKey(secret string) (Key, bool) {
	text, marked := strings.CutPrefix(secret, keyMark)
	if !marked || len(secret) != len(keyMark)+keyText().EncodedLen(randomBytes+checkBytes) || strings.ToLower(text) != text {
		return Key{}, false
	}
	raw, err := keyText().DecodeString(strings.ToUpper(text))
	if err != nil || subtle.ConstantTimeCompare(raw, checked(raw[:randomBytes:randomBytes])) == 0 {
		return Key{}, false
	}
	return keyOf(secret), true
}

// Matches reports whether a stored hash is the key's, in the same time
// whatever they have in common.
func (k Key) Matches(hash []byte) bool { return subtle.ConstantTimeCompare(k.Hash, hash) == 1 }

// concealing matches what may be a secret, in capitals too, or most of one: what
// follows the mark, however that is written, is longer than any word.
var concealing = regexp.MustCompile(`(?i)(pg_[a-z2-7]{8})[a-z2-7]{4,}|([a-z2-7]{8})[a-z2-7]{24,}`)

// Conceal returns a text without the secrets of keys that may stand in it: only
// what Prefix shows of them is left.
func Conceal(text string) string {
	if !suspicious(text) {
		return text
	}
	return concealed(text)
}

func concealed(text string) string {
	return concealing.ReplaceAllStringFunc(text, func(found string) string {
		if strings.EqualFold(found[:len(keyMark)], keyMark) {
			return found[:prefixChars] + "…"
		}
		if !mixed(found) {
			return found
		}
		return found[:prefixChars-len(keyMark)] + "…"
	})
}

// suspicious reports whether concealing may match anything in a text: hardly any
// has a run of its letters and digits that is long enough, and this is found out at
// a glance. Letters beyond ASCII may stand for one of them in capitals.
func suspicious(text string) bool {
	const marked, bare = 12, 32 // The shortest runs, after the mark and without it.
	if len(text) < marked {
		return false
	}
	run := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 0x80:
			return true
		case c|0x20 >= 'a' && c|0x20 <= 'z', c >= '2' && c <= '7':
			run++
			if run >= bare || run == marked && i >= run && text[i-run] == '_' {
				return true
			}
		default:
			run = 0
		}
	}
	return false
}

// mixed tells what was drawn from a long word, such as the name of a function: it
// has digits among its letters, and all of these in one case.
func mixed(text string) bool {
	digits := strings.ContainsAny(text, "234567")
	return digits && (strings.ToLower(text) == text || strings.ToUpper(text) == text)
}

func keyOf(secret string) Key {
	hash := sha256.Sum256([]byte(secret))
	return Key{Secret: secret, Prefix: secret[:prefixChars], Hash: hash[:]}
}

// checked appends its checksum to what was drawn.
func checked(drawn []byte) []byte {
	sum := sha256.Sum256(append([]byte(keyMark), drawn...))
	return append(drawn, sum[:checkBytes]...)
}

func keyText() *base32.Encoding { return base32.StdEncoding.WithPadding(base32.NoPadding) }
