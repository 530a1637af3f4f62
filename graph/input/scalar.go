package input

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ofType is the refusal of a value that is not of its type; others say more.
const ofType = "must be of type "

// anything is the scalar that takes every value; all others of the schema's
// own are written as strings.
const anything = "JSON"

// scalar reads the value of a scalar as JSON holds it, and says why it is none.
func scalar(name string, value any) (read any, refusal string) {
	switch v := value.(type) {
	case bool:
		if name == "Boolean" {
			return v, ""
		}
	case json.Number:
		return number(name, v)
	case string:
		switch name {
		case "Int", "Float", "Boolean":
		default:
			return v, ""
		}
	}
	if name == anything {
		return value, ""
	}
	return nil, ofType
}

func number(name string, n json.Number) (read any, refusal string) {
	switch name {
	case "Int":
		whole, ok := integral(n)
		if ok && whole >= math.MinInt32 && whole <= math.MaxInt32 {
			return whole, ""
		}
		if ok || tooLarge(n) {
			return nil, "must be a whole number of 32 bits"
		}
	case "Float":
		if float, err := n.Float64(); err == nil {
			return float, ""
		}
	case "ID":
		if digits(n.String()) {
			return n.String(), ""
		}
		if whole, ok := integral(n); ok {
			return strconv.FormatInt(whole, 10), ""
		}
	case anything:
		return n, ""
	}
	return nil, ofType
}

// integral returns a number that has no fraction, however it is written: 2, 2.0
// or 2e0.
func integral(n json.Number) (int64, bool) {
	if whole, err := n.Int64(); err == nil {
		return whole, true
	}
	const exact = 1 << 53
	float, err := n.Float64()
	if err != nil || float != math.Trunc(float) || math.Abs(float) > exact {
		return 0, false
	}
	return int64(float), true
}

func tooLarge(n json.Number) bool {
	float, err := n.Float64()
	return err != nil || float == math.Trunc(float)
}

func digits(text string) bool {
	text = strings.TrimPrefix(text, "-")
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// orType completes a refusal.
func orType(refusal string, t fmt.Stringer) string {
	if refusal == ofType {
		return refusal + t.String()
	}
	return refusal
}
