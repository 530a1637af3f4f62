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

// moneyColumns are those of a row that hold a sum: all null for none, and the
// qualifier for an exact one.
type moneyColumns struct {
	amount    **content.Amount
	currency  **string
	qualifier **content.AmountQualifier
}

func (c moneyColumns) get() *content.Money {
	if *c.amount == nil || *c.currency == nil {
		return nil
	}
	m := content.Money{Amount: **c.amount, Currency: **c.currency, Qualifier: content.AmountExact}
	if *c.qualifier != nil {
		m.Qualifier = **c.qualifier
	}
	return &m
}

func (c moneyColumns) set(m *content.Money) {
	*c.amount, *c.currency, *c.qualifier = nil, nil, nil
	if m == nil {
		return
	}
	*c.amount, *c.currency = &m.Amount, &m.Currency
	if m.Qualifier != content.AmountExact {
		*c.qualifier = &m.Qualifier
	}
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

// takeMoney applies a sum of money, an amount as a decimal, "30000000.00", in a
// currency of ISO 4217, and how exactly it is known; all its parts are checked.
func takeMoney(in object, name string, into **content.Money) {
	takePart(in, name, into, []string{"amount", "currency", "qualifier"}, func(in object) content.Money {
		var sum content.Money
		must(in.textOr("amount", ""), &sum.Amount, in.field("amount"), content.ParseAmount)
		must(in.textOr("currency", ""), &sum.Currency, in.field("currency"), content.ParseCurrency)
		must(in.textOr("qualifier", string(content.AmountExact)), &sum.Qualifier, in.field("qualifier"), word)
		return sum
	})
}

// takeImage applies a picture by its address.
func takeImage(in object, name string, into **content.Image) {
	takePart(in, name, into, []string{"url", "alt", "width", "height", "credit"}, func(in object) content.Image {
		var image content.Image
		must(in.textOr("url", ""), &image.URL, in.field("url"), content.ParseURL)
		must(in.textOr("alt", ""), &image.Alt, in.field("alt"), altText)
		must(in.number("width"), &image.Width, in.field("width"), pixels)
		must(in.number("height"), &image.Height, in.field("height"), pixels)
		must(in.text("credit"), &image.Credit, in.field("credit"), lineOf(maxLine))
		return image
	})
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
func takeDescriptions(in object, name string, into *[]content.LocalText) {
	seen := map[string]bool{}
	takeParts(in, name, into, []string{"text", "locale"}, func(in object) content.LocalText {
		var text content.LocalText
		must(in.textOr("text", ""), &text.Text, in.field("text"), textOf(maxDescription))
		must(in.textOr("locale", ""), &text.Locale, in.field("locale"), content.ParseLocale)
		if text.Locale != "" && seen[text.Locale] {
			in.field("locale").add("there is another text in %s", text.Locale)
		}
		seen[text.Locale] = true
		return text
	})
}

// takeIdentifiers applies entries in registries, each only once, however written.
func takeIdentifiers(in object, name string, into *[]content.Identifier) {
	seen := map[content.IdentifierKey]bool{}
	takeParts(in, name, into, []string{"scheme", "value"}, func(in object) content.Identifier {
		var id content.Identifier
		must(in.textOr("scheme", ""), &id.Scheme, in.field("scheme"), word)
		must(in.textOr("value", ""), &id.Value, in.field("value"), lineOf(maxLine))
		if seen[id.Key()] {
			in.at.add("is given twice")
		}
		seen[id.Key()] = true
		return id
	})
}
