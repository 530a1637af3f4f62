package content

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/text/language"
)

const (
	// MaxURL is the greatest length of an address.
	MaxURL    = 2048
	maxLocale = 64

	// OwnAddress stands, in addresses that are stored, for the server itself: it is
	// answered as the one that was asked. The name is reserved (RFC 2606) and will
	// never be anybody's.
	OwnAddress = "https://pressgraph.invalid"
	// PicturePath is where the pictures are that the program holds itself.
	PicturePath = "/pictures/"
)

// AddressAt returns a stored address as it is answered at an origin, such as
// http://localhost:8080. Where the origin is not known it stays as it is stored.
func AddressAt(origin, stored string) string {
	path, own := strings.CutPrefix(stored, OwnAddress)
	if origin == "" || !own || !strings.HasPrefix(path, "/") {
		return stored
	}
	return origin + path
}

// StoredAddress returns an address as it is stored: that of a picture which the
// program holds itself is good at every origin, however it was answered at this one.
func StoredAddress(origin, address string) string {
	path, here := strings.CutPrefix(address, origin)
	if origin == "" || !here || !strings.HasPrefix(path, PicturePath) {
		return address
	}
	return OwnAddress + path
}

// ParseURL reads an absolute http or https address without credentials and
// returns it with scheme and host in lower case and with everything that an
// address cannot hold percent-encoded, at most MaxURL bytes in all.
func ParseURL(s string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		return "", errors.New("is not an address")
	}
	scheme := strings.ToLower(u.Scheme)
	if scheme != "http" && scheme != "https" || u.Hostname() == "" {
		return "", errors.New("must be an absolute address that begins with http:// or https://")
	}
	if strings.ContainsAny(u.Host, " \t\r\n\"<>\\^`{|}") {
		return "", errors.New("is not an address")
	}
	if u.User != nil {
		return "", errors.New("must not contain a user name or password")
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return "", errors.New("must have a port from 1 to 65535")
		}
	}
	u.Scheme, u.Host, u.RawQuery = scheme, strings.ToLower(u.Host), escapeQuery(u.RawQuery)
	address := u.String()
	if len(address) > MaxURL {
		return "", fmt.Errorf("must have at most %d characters", MaxURL)
	}
	return address, nil
}

// escapeQuery percent-encodes what url.URL leaves in a query as it came.
func escapeQuery(query string) string {
	var b strings.Builder
	for i := range len(query) {
		c := query[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// ParseLocale reads a BCP 47 language tag and returns it in its canonical
// form: en, zh-Hant, zh-Hans, pt-BR. Unknown languages and "und" are refused.
func ParseLocale(s string) (string, error) {
	if len(s) > maxLocale {
		return "", fmt.Errorf("must have at most %d characters", maxLocale)
	}
	tag, err := language.Parse(s)
	if err != nil || strings.ContainsAny(s, "_") {
		return "", errors.New("must be a language tag such as en, zh-Hant or zh-Hans")
	}
	// Base would guess the language of und-Latn.
	if base, _, _ := tag.Raw(); base.String() == "und" {
		return "", errors.New("must name a language, such as en, zh-Hant or zh-Hans")
	}
	return tag.String(), nil
}

// countries are the officially assigned codes of ISO 3166-1 alpha-2, by their first letter.
const countries = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ " +
	"BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
	"CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ " +
	"EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY " +
	"HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ " +
	"LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ " +
	"NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW " +
	"SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ " +
	"TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"

// ParseCountry reads a code of ISO 3166-1 alpha-2 and returns it in upper case.
func ParseCountry(s string) (string, error) {
	code, ok := upperLetters(s, 2)
	if !ok || !strings.Contains(countries, code) {
		return "", fmt.Errorf("%q is no country code of ISO 3166-1, such as HK or CN", s)
	}
	return code, nil
}
