package newsroom

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"pressgraph/internal/content"
)

// Limits on text, in characters. Titles and names have sort keys of some five
// bytes a character in indexes, whose rows PostgreSQL bounds at 2.7 kB.
const (
	maxTitle       = 300
	maxName        = 300
	maxLine        = 500
	maxSummary     = 20_000
	maxDescription = 20_000
	maxBody        = 1_000_000
	maxNote        = 2_000
	maxPixels      = 1 << 20
)

// LocalTextInput is a text in one language.
type LocalTextInput struct {
	Text   string
	Locale string
}

// IdentifierInput is an entry in a public registry.
type IdentifierInput struct {
	Scheme content.IdentifierScheme
	Value  string
}

// MoneyInput is an exact amount as a decimal, "30000000.00", in a currency of ISO 4217.
type MoneyInput struct {
	Amount   string
	Currency string
}

// ImageInput is a picture by its address.
type ImageInput struct {
	URL    string
	Alt    string
	Width  *int
	Height *int
	Credit *string
}

// money is a sum in one currency.
type money struct {
	Amount   content.Amount
	Currency string
}

// registered is an entry in a public registry.
type registered struct {
	Scheme content.IdentifierScheme
	Value  string
}

// lineOf returns a parser of one line of text that is not empty.
func lineOf(limit int) func(string) (string, error) {
	return func(s string) (string, error) {
		s, err := content.CleanLine(s)
		if err != nil {
			return "", err
		}
		return s, checkLength(s, limit)
	}
}

// textOf returns a parser of a text of several lines that is not empty.
func textOf(limit int) func(string) (string, error) {
	return func(s string) (string, error) {
		s, err := content.CleanText(s)
		if err != nil {
			return "", err
		}
		return s, checkLength(s, limit)
	}
}

// markdownOf is textOf for Markdown, which must be such that it can be shown.
func markdownOf(limit int) func(string) (string, error) {
	return func(s string) (string, error) {
		s, err := textOf(limit)(s)
		if err != nil {
			return "", err
		}
		return s, content.CheckMarkdown(s)
	}
}

func checkLength(s string, limit int) error {
	if s == "" {
		return errors.New("must not be empty")
	}
	if utf8.RuneCountInString(s) > limit {
		return fmt.Errorf("must have at most %d characters", limit)
	}
	return nil
}

// takeMoney applies a sum of money; both of its parts are checked.
func takeMoney(f Field[MoneyInput], into **money, c complaints) {
	if !f.Set {
		return
	}
	*into = nil
	if f.Value == nil {
		return
	}
	var sum money
	must(To(f.Value.Amount), &sum.Amount, c.field("amount"), content.ParseAmount)
	must(To(f.Value.Currency), &sum.Currency, c.field("currency"), content.ParseCurrency)
	*into = &sum
}

// takeImage applies a picture.
func takeImage(f Field[ImageInput], into **content.Image, c complaints) {
	if !f.Set {
		return
	}
	*into = nil
	if f.Value == nil {
		return
	}
	var image content.Image
	must(To(f.Value.URL), &image.URL, c.field("url"), content.ParseURL)
	must(To(f.Value.Alt), &image.Alt, c.field("alt"), altText)
	must(orOut(f.Value.Width), &image.Width, c.field("width"), pixels)
	must(orOut(f.Value.Height), &image.Height, c.field("height"), pixels)
	must(orOut(f.Value.Credit), &image.Credit, c.field("credit"), lineOf(maxLine))
	*into = &image
}

// altText may be empty, as a picture may be mere decoration.
func altText(s string) (string, error) {
	if s, err := content.CleanLine(s); err != nil || s == "" {
		return "", err
	}
	return lineOf(maxLine)(s)
}

func pixels(n int) (int, error) {
	if n < 1 || n > maxPixels {
		return 0, fmt.Errorf("must be from 1 to %d pixels", maxPixels)
	}
	return n, nil
}

// takeDescriptions applies texts, one for each language.
func takeDescriptions(f Field[[]LocalTextInput], into *[]content.LocalText, c complaints) {
	seen := map[string]bool{}
	takeList(f, into, c, func(in LocalTextInput, c complaints) content.LocalText {
		var text content.LocalText
		must(To(in.Text), &text.Text, c.field("text"), textOf(maxDescription))
		must(To(in.Locale), &text.Locale, c.field("locale"), content.ParseLocale)
		if text.Locale != "" && seen[text.Locale] {
			c.field("locale").add("there is another text in %s", text.Locale)
		}
		seen[text.Locale] = true
		return text
	})
}

// takeIdentifiers applies entries in registries, each only once, however written.
func takeIdentifiers(f Field[[]IdentifierInput], into *[]registered, c complaints) {
	seen := map[entry]bool{}
	takeList(f, into, c, func(in IdentifierInput, c complaints) registered {
		var id registered
		must(To(in.Scheme), &id.Scheme, c.field("scheme"), oneOf)
		must(To(in.Value), &id.Value, c.field("value"), lineOf(maxLine))
		if seen[id.entry()] {
			c.add("is given twice")
		}
		seen[id.entry()] = true
		return id
	})
}
