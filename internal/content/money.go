package content

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/currency"
)

// Amount is an exact sum of money in ten-thousandths of a unit of its
// currency: four decimals serve every currency of ISO 4217. The zero value is
// nothing.
type Amount int64

const (
	amountUnit     = 10_000
	amountDecimals = 4
)

// MaxAmount is the greatest amount, some 922 trillion units: all that 64 bits
// hold. Sums of amounts are made in parts, and may be greater.
const MaxAmount Amount = math.MaxInt64

// ParseAmount reads an exact decimal such as "30000000.00": digits, and at most
// four decimals after a point. It knows no signs, exponents or separators.
func ParseAmount(s string) (Amount, error) {
	whole, decimals, hasPoint := strings.Cut(s, ".")
	if !allDigits(whole) || hasPoint && !allDigits(decimals) {
		return 0, errors.New("must be a decimal number that is not negative, such as 30000000.00")
	}
	if len(decimals) > amountDecimals {
		return 0, fmt.Errorf("must have at most %d decimals", amountDecimals)
	}
	decimals += strings.Repeat("0", amountDecimals-len(decimals))
	n, err := strconv.ParseInt(whole+decimals, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("must be at most %s", MaxAmount)
	}
	return Amount(n), nil
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// String writes a with two decimals, or with as many more as it has: "30000000.00", "1.2345".
func (a Amount) String() string {
	sign := ""
	whole, rest := int64(a)/amountUnit, int64(a)%amountUnit
	if a < 0 {
		sign, whole, rest = "-", -whole, -rest
	}
	decimals := fmt.Sprintf("%04d", rest)
	return sign + strconv.FormatInt(whole, 10) + "." + decimals[:2] + strings.TrimRight(decimals[2:], "0")
}

// newerCurrencies are codes of ISO 4217 that are younger than the tables of x/text.
const newerCurrencies = " MRU SLE STN VED VES XAD XCG ZWG UYW "

// ParseCurrency reads a currency code of ISO 4217, in use now or in former
// times, and returns it in upper case. The codes for tests and for no currency are refused.
func ParseCurrency(s string) (string, error) {
	code, ok := upperLetters(s, 3)
	if !ok {
		return "", errors.New("must be a currency code of three letters, such as HKD")
	}
	_, err := currency.ParseISO(code)
	known := err == nil || strings.Contains(newerCurrencies, " "+code+" ")
	if !known || code == "XXX" || code == "XTS" {
		return "", fmt.Errorf("%s is no currency of ISO 4217", code)
	}
	return code, nil
}

// upperLetters returns n letters of ASCII in upper case. It looks before it
// changes anything, for ToUpper turns some other letters into ASCII.
func upperLetters(s string, n int) (string, bool) {
	if len(s) != n || strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", false
	}
	return strings.ToUpper(s), true
}

// Money is a sum in one currency.
type Money struct {
	Amount    Amount
	Currency  string
	Qualifier AmountQualifier
}
