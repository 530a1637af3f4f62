package graph

import (
	"strings"
	"testing"

	"pressgraph/internal/content"
)

func TestRegistryPage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		scheme      content.IdentifierScheme
		value, want string
	}{
		{content.SchemeRor, "00q4vv597", "https://ror.org/00q4vv597"},
		{content.SchemeRor, "HTTPS://ROR.org/00q4vv597", "https://ror.org/00q4vv597"},
		{content.SchemeIsni, "0000 0001 2345", "https://isni.org/isni/0000%200001%202345"},
		{content.SchemeOther, `https://x/"><script>`, "https://x/%22%3E%3Cscript%3E"},
		{content.SchemeOther, `https://x/?q="><script>`, "https://x/?q=%22%3E%3Cscript%3E"},
		{content.SchemeOther, `https://x/#"><script>`, "https://x/#%22%3E%3Cscript%3E"},
		{content.SchemeOther, "https://x/\u202egpj", "https://x/%E2%80%AEgpj"},
		{content.SchemeRor, `"><script>`, "https://ror.org/%22%3E%3Cscript%3E"},
		{content.SchemeRor, "../../x", "https://ror.org/..%2F..%2Fx"},
		{content.SchemeRor, "..", ""},
		{content.SchemeRor, "javascript:alert(1)", "https://ror.org/javascript:alert%281%29"},
		{content.SchemeOther, "javascript:alert(1)", ""},
		{content.SchemeOther, "https://user:pass@x/", ""},
		{content.SchemeOther, "12", ""},
	} {
		got := ""
		if page := registryPage(c.scheme, c.value); page != nil {
			got = *page
		}
		if got != c.want {
			t.Errorf("the page of %s %q is %q, want %q", c.scheme, c.value, got, c.want)
		}
		if strings.ContainsAny(got, " \"<>\\^`{|}") {
			t.Errorf("the page %q holds what an address cannot hold", got)
		}
	}
}
