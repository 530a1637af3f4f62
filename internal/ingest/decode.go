package ingest

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	utf "golang.org/x/text/encoding/unicode"
)

// What may be amiss with a text as a whole that can be read all the same.
const (
	flawCut   = "the text ends in the middle of a character, which was left out"
	flawMixed = "some bytes are not UTF-8 as the rest is; they were read as Windows-1252"
)

// decode returns the bytes as UTF-8, and in flaw what was amiss with them:
//
//   - a byte order mark decides;
//   - bytes with NUL are UTF-16 or no text at all;
//   - what is valid UTF-8 is UTF-8, be its last character cut off;
//   - what is mostly UTF-8 has its other bytes read as Windows-1252;
//   - what makes common Chinese characters as GB 18030 or Big5 is that;
//   - anything else is Windows-1252.
func decode(raw []byte) (text, flaw string, err error) {
	if name := signature(raw); name != "" {
		return "", "", unreadable(ErrBinary, "the file is %s, not text", name)
	}
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		text, flaw = decodeUTF16(raw[2:], utf.LittleEndian)
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		text, flaw = decodeUTF16(raw[2:], utf.BigEndian)
	case bytes.IndexByte(raw, 0) >= 0:
		text, flaw = guessUTF16(raw)
	default:
		text, flaw = decodeBytes(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")))
	}
	if isBinary(text) {
		return "", "", unreadable(ErrBinary, "%s", ErrBinary)
	}
	return text, flaw, nil
}

// signature names the kind of file that the first bytes tell, or is empty.
func signature(raw []byte) string {
	for _, kind := range []struct{ magic, name string }{
		{"\x89PNG\r\n\x1a\n", "a PNG image"},
		{"\xff\xd8\xff", "a JPEG image"},
		{"GIF8", "a GIF image"},
		{"\x1f\x8b", "compressed by gzip"},
		{"PK\x03\x04", "a ZIP archive or an office document"},
		{"\xd0\xcf\x11\xe0", "an office document"},
		{"%PDF-", "a PDF document"},
	} {
		if bytes.HasPrefix(raw, []byte(kind.magic)) {
			return kind.name
		}
	}
	return ""
}

// isBinary reports whether a text has NUL, or more control characters than
// slips of a text would account for.
func isBinary(text string) bool {
	controls := 0
	for _, r := range text {
		switch {
		case r == 0:
			return true
		case unicode.IsControl(r) && !unicode.IsSpace(r):
			controls++
		}
	}
	return controls > 3 && controls*50 > len(text)
}

// guessUTF16 reads bytes without a byte order mark. Line ends and spaces tell
// the order: swapped, they are characters that hardly a text has. Bytes that
// make sense in neither order are returned as they are.
func guessUTF16(raw []byte) (text, flaw string) {
	if isNarrow(raw) {
		return string(raw), ""
	}
	best := 0
	for _, order := range []utf.Endianness{utf.LittleEndian, utf.BigEndian} {
		candidate, candidateFlaw := decodeUTF16(raw, order)
		if strings.ContainsFunc(candidate, isNoText) {
			continue
		}
		score := 1 + strings.Count(candidate, " ") + 100*strings.Count(candidate, "\n") + 100*strings.Count(candidate, "\r")
		if score > best {
			best, text, flaw = score, candidate, candidateFlaw
		}
	}
	if best == 0 {
		return string(raw), ""
	}
	return text, flaw
}

// isNarrow reports whether nearly all bytes are printable ASCII: half the bytes
// of English in UTF-16 are NUL, and some two fifths of Chinese are beyond ASCII.
func isNarrow(raw []byte) bool {
	other := 0
	for _, b := range raw {
		if b == 0 || b >= utf8.RuneSelf {
			other++
		}
	}
	return other*4 < len(raw)
}

// isNoText reports whether r hardly occurs in a text: it is unassigned, for
// private use, a control character or half a character.
func isNoText(r rune) bool {
	return r == utf8.RuneError || !unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r)
}

func decodeUTF16(raw []byte, order utf.Endianness) (text, flaw string) {
	if len(raw)%2 == 1 {
		raw, flaw = raw[:len(raw)-1], flawCut
	}
	return decodeAs(utf.UTF16(order, utf.IgnoreBOM), raw), flaw
}

// decodeBytes reads what is neither UTF-16 nor binary.
func decodeBytes(raw []byte) (text, flaw string) {
	if utf8.Valid(raw) {
		return string(raw), ""
	}
	if whole := withoutCutEnd(raw); utf8.Valid(whole) && len(whole) < len(raw) && !isASCII(whole) {
		return string(whole), flawCut
	}
	if chinese := guessChinese(raw); chinese != nil {
		return decodeAs(chinese, raw), ""
	}
	return decodeMixed(raw)
}

// withoutCutEnd drops the beginning of a character at the very end.
func withoutCutEnd(raw []byte) []byte {
	for back := 1; back <= min(utf8.UTFMax-1, len(raw)); back++ {
		at := len(raw) - back
		if utf8.RuneStart(raw[at]) {
			if !utf8.FullRune(raw[at:]) {
				return raw[:at]
			}
			break
		}
	}
	return raw
}

func isASCII(raw []byte) bool {
	return bytes.IndexFunc(raw, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// decodeMixed keeps the characters that are UTF-8 and reads each other byte as
// Windows-1252, unless UTF-8 is so rare that it came about by chance.
func decodeMixed(raw []byte) (text, flaw string) {
	valid, invalid := 0, 0
	var mixed strings.Builder
	for at := 0; at < len(raw); {
		r, size := utf8.DecodeRune(raw[at:])
		switch {
		case r == utf8.RuneError && size == 1:
			invalid++
			r = charmap.Windows1252.DecodeByte(raw[at])
		case size > 1:
			valid++
		}
		mixed.WriteRune(r)
		at += size
	}
	if valid > invalid {
		return mixed.String(), flawMixed
	}
	return decodeAs(charmap.Windows1252, raw), ""
}

// guessChinese returns GB 18030 or Big5 where nearly every pair of bytes beyond
// ASCII is a common character or a sign of punctuation in it; else nil.
func guessChinese(raw []byte) encoding.Encoding {
	gb := share(raw, func(lead, trail byte) bool {
		return trail >= 0xA1 && (lead >= 0xB0 && lead <= 0xD7 || lead >= 0xA1 && lead <= 0xA3)
	})
	big5 := share(raw, func(lead, trail byte) bool {
		return (trail >= 0x40 && trail <= 0x7E || trail >= 0xA1) && lead >= 0xA1 && lead <= 0xC6
	})
	const plain = 0.9
	switch {
	case gb >= plain && gb > big5:
		return simplifiedchinese.GB18030
	case big5 >= plain && big5 > gb:
		return traditionalchinese.Big5
	default:
		return nil
	}
}

// share returns how much of the pairs that begin beyond ASCII are common; 0
// where they are too few to tell, or nearly all end within ASCII: in Chinese
// text hardly half of them do, in 30°C and Ärzte all.
func share(raw []byte, common func(lead, trail byte) bool) float64 {
	const few = 8
	pairs, hits, wide := 0, 0, 0
	for at := 0; at+1 < len(raw); at++ {
		if raw[at] < utf8.RuneSelf {
			continue
		}
		pairs++
		if common(raw[at], raw[at+1]) {
			hits++
		}
		if raw[at+1] >= utf8.RuneSelf {
			wide++
		}
		at++
	}
	if pairs < few || wide*4 < pairs {
		return 0
	}
	return float64(hits) / float64(pairs)
}

// decodeAs reads every byte; those that the encoding does not know become
// U+FFFD.
func decodeAs(e encoding.Encoding, raw []byte) string {
	text, err := e.NewDecoder().Bytes(raw)
	if err != nil {
		// The decoders in use here replace and never fail.
		return strings.ToValidUTF8(string(raw), string(utf8.RuneError))
	}
	return string(text)
}
