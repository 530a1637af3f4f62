package content_test

import (
	"fmt"
	"strings"
	"testing"

	"pressgraph/internal/content"
)

func TestMarkdownIsBounded(t *testing.T) {
	t.Parallel()
	lines := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(format, "#", fmt.Sprint(i)))
		}
		return b.String()
	}
	var deep strings.Builder
	for i := range 100 {
		deep.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	// Each of these takes the renderer seconds, or comes to a hundred megabytes.
	for name, hostile := range map[string]string{
		"quotes in quotes":           strings.Repeat(">", 100_000),
		"lists in lists":             strings.Repeat("- ", 50_000),
		"numbered lists in quotes":   strings.Repeat(">1. ", 30_000),
		"lists by indentation":       deep.String(),
		"opening brackets":           strings.Repeat("[", 50_000) + strings.Repeat("]", 50_000),
		"links without an end":       strings.Repeat("[a](b \"", 10_000),
		"a few, and a long text":     strings.Repeat("[a](b \"", 400) + strings.Repeat("word\nword ", 90_000),
		"pictures without an end":    strings.Repeat("![a](", 20_000),
		"emphasis without an end":    strings.Repeat("*a_ ", 25_000),
		"code of growing fences":     lines(2_000, "`#`` "),
		"comments without an end":    strings.Repeat("a<!--", 20_000),
		"references to one address":  "[a]: " + strings.Repeat("x", 10_000) + "\n\n" + strings.Repeat("[a] ", 2_000),
		"references in paragraphs":   "[a]: " + strings.Repeat("x", 10_000) + "\n\n" + strings.Repeat("[a]\n\n", 2_000),
		"a table of empty cells":     strings.Repeat("|a", 1_000) + "\n" + strings.Repeat("|-", 1_000) + "\n" + strings.Repeat("|\n", 1_000),
		"headings without an end":    strings.Repeat("# a\n", 100_000),
		"items without an end":       strings.Repeat("- a\n", 100_000),
		"escapes that code undoes":   "`" + strings.Repeat("\\`", 20_000),
		"a quote around each number": strings.Repeat("> a\n-\n", 20_000),
	} {
		if content.CheckMarkdown(hostile) == nil {
			t.Errorf("%s is taken", name)
		}
		if html := content.RenderHTML(hostile); !strings.HasPrefix(html, "<p>") || len(html) > 6*len(hostile)+20 {
			t.Errorf("%s shows as %d bytes that begin %.40q", name, len(html), html)
		}
	}
	for name, usual := range map[string]string{
		"a long text":             lines(12_000, "A line of a text, as long as the lines of texts usually are, number #.\n"),
		"paragraphs with links":   lines(1_000, "A [link](https://example.org/#) and *some* **words**, `code`.\n\n"),
		"a list of links":         lines(500, "- **A** [link](https://example.org/#)\n"),
		"a numbered list":         lines(150, "#. **A** [link](https://example.org/#)\n"),
		"a table":                 "|a|b|c|\n|-|-|-|\n" + lines(300, "|#|[x](https://example.org/#)|*c*|\n"),
		"references":              lines(100, "See [this][#].\n\n") + lines(100, "[#]: https://example.org/#\n"),
		"a list of eight levels":  strings.Join(strings.SplitAfter(deep.String(), "\n")[:8], ""),
		"an escaped line":         content.EscapeMarkdown(strings.Repeat("[*_~]<", 3_000)),
		"a rule of many stars":    strings.Repeat("* ", 20) + "\n",
		"code that is indented":   lines(1_000, "        if a[#] { b = *c }\n\n"),
		"a quote in several ones": "> a\n>> b\n>>> c\n",
	} {
		if err := content.CheckMarkdown(usual); err != nil {
			t.Errorf("%s is refused: %v", name, err)
		}
	}
}
