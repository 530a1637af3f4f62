package input

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"pressgraph/internal/content"
)

// Limits on text, in characters. Titles and names have sort keys of some five
// bytes a character in indexes, whose rows PostgreSQL bounds at 2.7 kB.
const (
	MaxTitle       = 300
	maxName        = 300
	MaxLine        = 500
	MaxSummary     = 20_000
	maxDescription = 20_000
	MaxBody        = 1_000_000
	MaxNote        = 2_000
	maxPixels      = 1 << 20
)

// LineOf returns a parser of one line of text that is not empty.
func LineOf(limit int) func(string) (string, error) {
	return func(s string) (string, error) {
		s, err := content.CleanLine(s)
		if err != nil {
			return "", err
		}
		return s, checkLength(s, limit)
	}
}

// TextOf returns a parser of a text of several lines that is not empty.
func TextOf(limit int) func(string) (string, error) {
	return func(s string) (string, error) {
		s, err := content.CleanText(s)
		if err != nil {
			return "", err
		}
		return s, checkLength(s, limit)
	}
}

// MarkdownOf is textOf for Markdown, which must be such that it can be shown.
func MarkdownOf(limit int) func(string) (string, error) {
	return func(s string) (string, error) {
		s, err := TextOf(limit)(s)
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

// TakeMoney applies a sum of money, an amount as a decimal, "30000000.00", in a
// currency of ISO 4217, and how exactly it is known; all its parts are checked.
func TakeMoney(in Form, name string, into **content.Money) {
	takePart(in, name, into, []string{"amount", "currency", "qualifier"}, func(in Form) content.Money {
		var sum content.Money
		Must(in.TextOr("amount", ""), &sum.Amount, in.Field("amount"), content.ParseAmount)
		Must(in.TextOr("currency", ""), &sum.Currency, in.Field("currency"), content.ParseCurrency)
		Must(in.TextOr("qualifier", string(content.AmountExact)), &sum.Qualifier, in.Field("qualifier"), Word)
		return sum
	})
}

// TakeImage applies a picture by its address.
func TakeImage(in Form, name string, into **content.Image) {
	takePart(in, name, into, []string{"url", "alt", "width", "height", "credit"}, func(in Form) content.Image {
		var image content.Image
		Must(in.TextOr("url", ""), &image.URL, in.Field("url"), content.ParseURL)
		Must(in.TextOr("alt", ""), &image.Alt, in.Field("alt"), altText)
		Must(in.Number("width"), &image.Width, in.Field("width"), pixels)
		Must(in.Number("height"), &image.Height, in.Field("height"), pixels)
		Must(in.Text("credit"), &image.Credit, in.Field("credit"), LineOf(MaxLine))
		return image
	})
}

// altText may be empty, as a picture may be mere decoration.
func altText(s string) (string, error) {
	if s, err := content.CleanLine(s); err != nil || s == "" {
		return "", err
	}
	return LineOf(MaxLine)(s)
}

func pixels(n int) (int, error) {
	if n < 1 || n > maxPixels {
		return 0, fmt.Errorf("must be from 1 to %d pixels", maxPixels)
	}
	return n, nil
}

// TakeDescriptions applies texts, one for each language.
func TakeDescriptions(in Form, name string, into *[]content.LocalText) {
	seen := map[string]bool{}
	TakeParts(in, name, into, []string{"text", "locale"}, func(in Form) content.LocalText {
		var text content.LocalText
		Must(in.TextOr("text", ""), &text.Text, in.Field("text"), TextOf(maxDescription))
		Must(in.TextOr("locale", ""), &text.Locale, in.Field("locale"), content.ParseLocale)
		if text.Locale != "" && seen[text.Locale] {
			in.Field("locale").Add("there is another text in %s", text.Locale)
		}
		seen[text.Locale] = true
		return text
	})
}

// TakeIdentifiers applies entries in registries, each only once, however written.
func TakeIdentifiers(in Form, name string, into *[]content.Identifier) {
	seen := map[content.IdentifierKey]bool{}
	TakeParts(in, name, into, []string{"scheme", "value"}, func(in Form) content.Identifier {
		var id content.Identifier
		Must(in.TextOr("scheme", ""), &id.Scheme, in.Field("scheme"), Word)
		Must(in.TextOr("value", ""), &id.Value, in.Field("value"), LineOf(MaxLine))
		if seen[id.Key()] {
			in.At.Add("is given twice")
		}
		seen[id.Key()] = true
		return id
	})
}

// TakeNames applies a list of names, of which there is one at least.
func TakeNames(in Form, field string, into *[]content.Name) {
	given := in.list(field)
	switch {
	case given.Set && given.Value == nil:
		in.Field(field).Add("must not be null")
		return
	case given.Set && len(*given.Value) == 0:
		in.Field(field).Add("must hold at least one name")
		return
	}
	TakeParts(in, field, into, []string{"text", "locale", "kind"}, func(in Form) content.Name {
		var n content.Name
		Must(in.TextOr("text", ""), &n.Text, in.Field("text"), LineOf(maxName))
		Take(in.Text("locale"), &n.Locale, in.Field("locale"), content.ParseLocale)
		Must(in.TextOr("kind", string(content.NameKindOfficial)), &n.Kind, in.Field("kind"), Word)
		return n
	})
}

// CheckOrder complains where a period that is given surely ends before it begins.
func CheckOrder(in Form, from, to string, began, ended *content.PartialDate) {
	given := in.Has(from) || in.Has(to)
	if given && began != nil && ended != nil && ended.Latest() < began.Earliest() {
		in.Field(to).Add("must not be before %s", from)
	}
}
