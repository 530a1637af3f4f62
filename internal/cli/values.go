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
	n, ok := bytesIn(value, 1<<30)
	if !ok || n < 1 {
		return errors.New("must be a size from 1 byte to 1024MiB, such as 6MiB")
	}
	*s = size(n)
	return nil
}

// bytesIn reads a size of at most so many bytes.
func bytesIn(value string, most int64) (int64, bool) {
	number, factor := strings.TrimSpace(value), int64(1)
	for _, unit := range sizeUnits() {
		if rest, ok := strings.CutSuffix(number, unit.name); ok {
			number, factor = strings.TrimSpace(rest), unit.bytes
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	return n * factor, err == nil && n >= 0 && n <= most/factor
}

// room is a size that may be nothing, or very much.
type room struct{ size }

// Set implements pflag.Value.
func (r *room) Set(value string) error {
	n, ok := bytesIn(value, 1<<40)
	if !ok {
		return errors.New("must be a size from 0 to 1048576MiB, such as 256MiB")
	}
	r.size = size(n)
	return nil
}

type sizeUnit struct {
	name  string
	bytes int64
}

// sizeUnits are the units of sizes, the greatest first.
func sizeUnits() []sizeUnit { return []sizeUnit{{"MiB", 1 << 20}, {"KiB", 1 << 10}} }
