package cli

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

const choiceType = "word"

// choice is a flag that takes one of a few words.
type choice struct {
	value   string
	allowed []string
}

// String implements pflag.Value.
func (c *choice) String() string { return c.value }

// Type implements pflag.Value.
func (c *choice) Type() string { return choiceType }

// Set implements pflag.Value.
func (c *choice) Set(value string) error {
	if !slices.Contains(c.allowed, value) {
		return errors.New("must be one of " + strings.Join(c.allowed, ", "))
	}
	c.value = value
	return nil
}

const sizeType = "size"

// size is a flag that takes a number of bytes, at least one.
type size int64

// String implements pflag.Value.
func (s *size) String() string {
	for _, unit := range sizeUnits() {
		if n := int64(*s); n >= unit.bytes && n%unit.bytes == 0 {
			return strconv.FormatInt(n/unit.bytes, 10) + unit.name
		}
	}
	return strconv.FormatInt(int64(*s), 10)
}

// Type implements pflag.Value.
func (s *size) Type() string { return sizeType }

// Set implements pflag.Value.
func (s *size) Set(value string) error {
	const most = 1 << 30
	number, factor := strings.TrimSpace(value), int64(1)
	for _, unit := range sizeUnits() {
		if rest, ok := strings.CutSuffix(number, unit.name); ok {
			number, factor = strings.TrimSpace(rest), unit.bytes
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 1 || n > most/factor {
		return errors.New("must be a size from 1 byte to 1024MiB, such as 6MiB")
	}
	*s = size(n * factor)
	return nil
}

type sizeUnit struct {
	name  string
	bytes int64
}

// sizeUnits are the units of sizes, the greatest first.
func sizeUnits() []sizeUnit { return []sizeUnit{{"MiB", 1 << 20}, {"KiB", 1 << 10}} }
