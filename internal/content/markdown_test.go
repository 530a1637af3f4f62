package content_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"pressgraph/internal/content"
)

func TestRenderHTML(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"# Title\n\nA *b* **c**":            "<h1>Title</h1>\n<p>A <em>b</em> <strong>c</strong></p>\n",
		"a<script>alert(1)</script>b":       "<p>ab</p>\n",
		"<img src=x onerror=alert(1)>":      "<img src=\"x\">",
		"[x](javascript:alert(1))":          "<p>x</p>\n",
		"[x](https://example.org)":          "<p><a href=\"https://example.org\" rel=\"nofollow\">x</a></p>\n",
		"a <b onclick=\"x()\">b</b> & &lt;": "<p>a <b>b</b> &amp; &lt;</p>\n",
		"https://example.org/a_b_c":         "<p>https://example.org/a_b_c</p>\n",
		"&#1;a\x1bb\xff":                    "<p>ab\uFFFD</p>\n",
		"":                                  "",
	} {
		if got := content.RenderHTML(in); got != want {
			t.Errorf("RenderHTML(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPlainText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"# Title\n\nA *b* **c**\nd":                         "Title\n\nA b c d",
		"- one\n- two\n  - three\n\nfour":                   "one\n\ntwo\n\nthree\n\nfour",
		"a\\\nb  \nc":                                       "a\nb\nc",
		"a<br><br>b":                                        "a\n\nb",
		"> quoted\n\n---\n\nafter":                          "quoted\n\nafter",
		"```\nx  y\n\n  z\n```\nend":                        "x  y\n\n  z\n\nend",
		"Use `a  b` now":                                    "Use a b now",
		"| a | b |\n|---|---|\n| c | d |\n\nafter":          "a\tb\n\nc\td\n\nafter",
		"a<script>alert(1)</script> &amp; &lt;b&gt; &copy;": "a & <b> ©",
		"![a picture](https://example.org/x.png) text":      "text",
		"[link](https://example.org \"title\") text":        "link text",
		"Cafe\u0301":                                        "Café",
		"<p>a > b</p>":                                      "a > b",
		"<a title='>'>x</a>":                                "x",
		"a&#1;b":                                            "ab",
		"  ":                                                "",
	} {
		if got := content.PlainText(in); got != want {
			t.Errorf("PlainText(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEscapeMarkdown(t *testing.T) {
	t.Parallel()
	t.Run("leaves_plain_sentences_as_they_are", func(t *testing.T) {
		t.Parallel()
		const plain = "HKUST's R&D (since 1991) grew by 5.5% - to HK$30,000,000.00! 香港科技大學：「創新」"
		if got := content.EscapeMarkdown(plain); got != plain {
			t.Errorf("EscapeMarkdown(%q) = %q", plain, got)
		}
	})
	t.Run("is_read_back_as_it_was", func(t *testing.T) {
		t.Parallel()
		for _, s := range []string{
			"# no heading", "####### x", "1. no list", "2) no list", "123456789. x", "- a", "* a", "+ a", "_a_ __b__", "*a* **b**", "<b>a</b>",
			"<", "a < b > c", "&amp;", "&amp; &#65; &#x41; &nope; R&D; AT&T", "[a](b)", "[a]: b", "![a](b)", "[ ] todo", "https://example.org/a_b?c=*d*&amp=e",
			"<https://example.org>", "someone@example.org", "www.example.org/_x_", `\`, `\\`, `a\`, `\*a\*`, "`code`", "``", "~~gone~~", "~~~", "```", "---",
			"===", "***", "> quote", ">", "|a|b|", "a | b", ":-:", "Title {#id}", "a  b", "^1^", "<!-- x -->", "<?php", "<![CDATA[x]]>", "&", "&;", "=", "a\u0301", "\u0338<",
			"one\ntwo", "one\n\ntwo", "a\n===", "a\n---", "a\n- b\n1. c", "a\\\nb", "a|b\n-|-\nc|d", "a\n:-", "a\n# b\n> c", "",
		} {
			line, err := content.CleanText(s)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.ReplaceAll(line, "  ", " ")
			if got := content.PlainText(content.EscapeMarkdown(line)); got != want {
				t.Errorf("%q escaped as %q reads as %q", line, content.EscapeMarkdown(line), got)
			}
		}
	})
	t.Run("is_read_back_for_random_lines", func(t *testing.T) {
		t.Parallel()
		pieces := strings.Split("# - * _ __ ** + < > & &amp; &#65; ; [ ] ( ) ! \\ ` ``` ~ ~~ | : = === --- 1. 2) 10 a b <b> </b> http:// www. @ x.org { } ^ \" ' $ 微 é / ? . , \u00a0 \u0338 \u200b", " ")
		random := rand.New(rand.NewPCG(3, 3))
		for range 30_000 {
			var b strings.Builder
			for range 1 + random.IntN(9) {
				b.WriteString(pieces[random.IntN(len(pieces))])
				b.WriteString([]string{"", "", " ", "\n", "\n\n"}[random.IntN(5)])
			}
			checkEscape(t, b.String())
		}
	})
}

// checkEscape checks that EscapeMarkdown is read back, for s as a line and for s as paragraphs.
func checkEscape(t *testing.T, s string) {
	t.Helper()
	line, err := content.CleanLine(s)
	if err != nil {
		return
	}
	if got := content.PlainText(content.EscapeMarkdown(line)); got != line {
		t.Fatalf("%q escaped as %q reads as %q", line, content.EscapeMarkdown(line), got)
	}
	text := paragraphs(s)
	if got := content.PlainText(content.EscapeMarkdown(text)); got != text {
		t.Fatalf("%q escaped as %q reads as %q", text, content.EscapeMarkdown(text), got)
	}
}

// paragraphs makes of s what Markdown can say: clean lines, never two of them empty in a row.
func paragraphs(s string) string {
	var kept []string
	for line := range strings.SplitSeq(s, "\n") {
		clean, err := content.CleanLine(line)
		if err == nil && (clean != "" || len(kept) > 0 && kept[len(kept)-1] != "") {
			kept = append(kept, clean)
		}
	}
	return strings.TrimRight(strings.Join(kept, "\n"), "\n")
}

func FuzzEscapeMarkdown(f *testing.F) {
	for _, s := range []string{"# a", "1. a\n- b", "<b>&amp;</b>", "[a](b)\n\n\\", "a\n\n\n    b", "\u2028", "a \u00a0"} {
		f.Add(s)
	}
	f.Fuzz(checkEscape)
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"# a\n\n- b", "<table><tr><td>a", "<a href='>'>", "<p", "```\na", "&#0;&#x1f;", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, md string) {
		html := content.RenderHTML(md)
		if strings.Contains(strings.ToLower(html), "<script") {
			t.Errorf("RenderHTML(%q) = %q", md, html)
		}
		plain := content.PlainText(md)
		if clean, err := content.CleanText(plain); err != nil || len(clean) > len(plain) {
			t.Errorf("PlainText(%q) = %q, which is not clean: %v", md, plain, err)
		}
		if again := content.PlainText(md); again != plain {
			t.Errorf("PlainText(%q) = %q, then %q", md, plain, again)
		}
	})
}
