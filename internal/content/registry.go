package content

import (
	"strings"
	"unicode"
)

// RegistryKey returns what tells an entry of a registry from others of the same
// registry, however it is written: without regard to case, to the page that
// shows it, and to the spaces and hyphens that group it. Two values with equal
// keys are one entry.
func RegistryKey(scheme IdentifierScheme, value string) string {
	key := strings.TrimSpace(string(Fold(value)))
	if scheme == SchemeOther {
		return otherKey(key)
	}
	key, _, _ = strings.Cut(key, "?")
	// In addresses of some registries the entry stands behind #/.
	if at := strings.LastIndexByte(key, '#'); at > 0 && !strings.HasPrefix(key[at:], "#/") {
		key = key[:at]
	}
	key = strings.TrimRight(key, "/")
	if at := strings.LastIndexAny(key, "/:="); at >= 0 {
		key = key[at+1:]
	}
	bare := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' {
			return r
		}
		return -1
	}, key)
	if bare == "" {
		return key
	}
	return strings.TrimPrefix(bare, wordOfScheme(scheme))
}

// wordOfScheme is what people put before an entry, as in "ISNI 0000 0001 …".
func wordOfScheme(scheme IdentifierScheme) string {
	switch scheme {
	case SchemeRor, SchemeIsni, SchemeLei:
		return strings.ToLower(string(scheme))
	case SchemeWikidata, SchemeGrid, SchemeOther:
	}
	return "" // entries of GRID begin with its name, and those of Wikidata with a letter
}

// otherKey keeps all of an entry of a registry that nobody knows here, but for
// what does not tell addresses apart.
func otherKey(key string) string {
	key = strings.Join(strings.Fields(key), " ")
	for _, scheme := range []string{"https://", "http://"} {
		if rest, ok := strings.CutPrefix(key, scheme); ok {
			return strings.TrimRight(strings.TrimPrefix(rest, "www."), "/")
		}
	}
	return key
}

// Identifier is an entry in a public registry.
type Identifier struct {
	Scheme IdentifierScheme
	Value  string
}

// IdentifierKey is an entry of a registry, however it is written.
type IdentifierKey struct {
	scheme IdentifierScheme
	key    string
}

// Key returns what is equal for all spellings of the entry.
func (id Identifier) Key() IdentifierKey {
	return IdentifierKey{id.Scheme, RegistryKey(id.Scheme, id.Value)}
}
