package bundle_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"pressgraph/ent/db"
	"pressgraph/ent/db/announcement"
	"pressgraph/ent/db/initiative"
	"pressgraph/ent/db/mention"
	"pressgraph/ent/db/participation"
	"pressgraph/ent/db/partner"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/revision"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/newsroom/bundle"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/store/storetest"
	"pressgraph/internal/transfer"
)

func TestBundle(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		if _, err := bundle.Seed(k.Ctx, k.Newsroom); err != nil {
			t.Fatal(err)
		}
		releases := k.Store.Client().Release.Query().Order(db.Asc(release.FieldSlug)).AllX(k.Ctx)
		t.Run("is published and holds no draft", func(t *testing.T) {
			for _, r := range releases {
				if r.Status != content.StatusPublished || !r.Visible {
					t.Errorf("%s is %s, visible %t; want PUBLISHED, true", r.Slug, r.Status, r.Visible)
				}
			}
		})
		t.Run("has bodies with a heading, a list, a quote and a link", func(t *testing.T) { bodies(t, releases) })
		t.Run("shows pictures that the program holds", func(t *testing.T) { pictures(t, releases) })
		t.Run("is written in the script of its language", func(t *testing.T) { scripts(t, releases) })
		t.Run("has translations that say the same of the same", func(t *testing.T) { translations(t, k, releases) })
		t.Run("says what was corrected, and keeps how it was", func(t *testing.T) { corrections(t, k) })
		t.Run("goes through an export unchanged", func(t *testing.T) {
			other, file := kit.New(t, kit.Sibling(t, target)), kit.Exported(t, k)
			if _, err := transfer.Import(k.Ctx, other.Store, bytes.NewReader(file), nil); err != nil {
				t.Fatalf("import: %v", err)
			}
			if again := kit.Exported(t, other); !bytes.Equal(file, again) {
				t.Errorf("the second export differs: %s", kit.FirstDifference(file, again))
			}
			kit.Whole(t, other)
		})
		t.Run("is as check wants it", func(t *testing.T) { kit.Whole(t, k) })
		t.Run("tells no less of dates and sums than its facts", func(t *testing.T) { bounded(t, k) })
	})
}

func bodies(t *testing.T, releases []*db.Release) {
	texts := map[string]bool{}
	for _, r := range releases {
		if r.Body == nil {
			continue
		}
		texts[r.Slug+".md"] = true
		if err := content.CheckMarkdown(*r.Body); err != nil {
			t.Errorf("the body of %s: %v", r.Slug, err)
		}
		html := content.RenderHTML(*r.Body)
		if strings.Count(html, "<p>") < 3 || !strings.Contains(html, "<h2>") || !strings.Contains(html, "<li>") ||
			!strings.Contains(html, "<blockquote>") || !strings.Contains(html, `<a href="http`) {
			t.Errorf("the body of %s lacks paragraphs, a heading, a list, a quote or a link:\n%s", r.Slug, html)
		}
	}
	if len(texts) < 12 {
		t.Errorf("%d releases have a body, want 12 at least", len(texts))
	}
	files, err := os.ReadDir("texts")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !texts[f.Name()] {
			t.Errorf("texts/%s is the body of no release", f.Name())
		}
	}
}

func pictures(t *testing.T, releases []*db.Release) {
	const most, mostOfAll = 60_000, 300_000
	shown, bytesOfAll := map[string]*content.Image{}, 0
	for _, r := range releases {
		if r.HeroImage == nil {
			continue
		}
		name, held := strings.CutPrefix(r.HeroImage.URL, content.OwnAddress+content.PicturePath)
		if !held || r.HeroImage.Alt == "" || r.HeroImage.Credit == "" {
			t.Errorf("the picture of %s is %+v, want one of the program's own, in words and with its maker", r.Slug, r.HeroImage)
		}
		shown[name] = r.HeroImage
	}
	if len(shown) < 6 {
		t.Errorf("%d pictures are shown, want 6 at least", len(shown))
	}
	files, err := fs.Glob(bundle.Pictures(), "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := fs.ReadFile(bundle.Pictures(), name)
		if err != nil {
			t.Fatal(err)
		}
		bytesOfAll += len(file)
		image := shown[name]
		if image == nil {
			t.Errorf("no release shows %s", name)
			continue
		}
		delete(shown, name)
		if width, height := sizeOf(file); width != image.Width || height != image.Height || len(file) > most {
			t.Errorf("%s is %d × %d in %d bytes, want %d × %d in at most %d", name, width, height, len(file), image.Width, image.Height, most)
		}
		if _, err := os.Stat("pictures/" + strings.TrimSuffix(name, "webp") + "svg"); err != nil {
			t.Errorf("the source of %s: %v", name, err)
		}
	}
	if len(shown) > 0 || bytesOfAll > mostOfAll {
		t.Errorf("the program lacks %v of the pictures, and holds %d bytes of them, want at most %d", shown, bytesOfAll, mostOfAll)
	}
}

// sizeOf returns the size of a WebP file in its extended form, as Chromium writes
// it; zeros for anything else.
func sizeOf(file []byte) (width, height int) {
	const header = 30
	if len(file) < header || !bytes.Equal(file[:4], []byte("RIFF")) || !bytes.Equal(file[8:16], []byte("WEBPVP8X")) {
		return 0, 0
	}
	return int(binary.LittleEndian.Uint16(file[24:])) + 1, int(binary.LittleEndian.Uint16(file[27:])) + 1
}

// Characters that only one of the two scripts has.
const (
	onlyTraditional = "學國與關於為發開簽區灣達個機業術經濟實驗請參長這來對現頭師書當場種應體點會員從無電網樣線還過進運動門間聯協議戰畫備辦導際總級雙飛檯構環廣東車馬銀髮齡態圈勞務"
	onlySimplified  = "学国与关为发开签区湾达个机业术经济实验请参长这来对现头师书当场种应体点会员从无电网样线还过进运动门间联协议战画备办导际总级双飞构环广东车马银发龄态劳务"
)

func scripts(t *testing.T, releases []*db.Release) {
	for _, r := range releases {
		text := r.Title + "\n" + textOf(r.Summary) + "\n" + textOf(r.Body)
		if r.HeroImage != nil {
			text += "\n" + r.HeroImage.Alt
		}
		if !norm.NFC.IsNormalString(text) {
			t.Errorf("%s is not in NFC", r.Slug)
		}
		strangers := map[string]string{"zh-Hant": exclude(onlySimplified, onlyTraditional), "zh-Hans": exclude(onlyTraditional, onlySimplified)}[r.Language]
		if at := strings.IndexAny(text, strangers); strangers != "" && at >= 0 {
			t.Errorf("%s, in %s, has a character of the other script: …%.30s…", r.Slug, r.Language, text[at:])
		}
	}
}

// exclude returns the characters of one text that the other has not.
func exclude(from, other string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(other, r) {
			return -1
		}
		return r
	}, from)
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func translations(t *testing.T, k *kit.Kit, releases []*db.Release) {
	groups := map[int64][]*db.Release{}
	for _, r := range releases {
		groups[*r.TranslationGroup] = append(groups[*r.TranslationGroup], r)
	}
	inThree := 0
	for first, group := range groups {
		if len(group) == 1 {
			continue
		}
		var languages []string
		want := relationsOf(k.Ctx, k.Store.Client(), first)
		for _, r := range group {
			languages = append(languages, r.Language)
			if diff := cmp.Diff(want, relationsOf(k.Ctx, k.Store.Client(), r.ID)); diff != "" {
				t.Errorf("what %s names (-original +translation):\n%s", r.Slug, diff)
			}
			if quotes := r.QueryEvidence().CountX(k.Ctx); r.Body == nil || r.Summary == nil || quotes < len(want) {
				t.Errorf("%s has %d quotes for %d relations, and a summary and a body: %t, %t", r.Slug, quotes, len(want), r.Summary != nil, r.Body != nil)
			}
		}
		slices.Sort(languages)
		if slices.Equal(languages, []string{"en", "zh-Hans", "zh-Hant"}) {
			inThree++
		}
	}
	if inThree < 4 {
		t.Errorf("%d releases are there in English and both Chinese scripts, want 4 at least", inThree)
	}
}

// relationsOf lists whom and what a release names, and as what.
func relationsOf(ctx context.Context, client *db.Client, id int64) []string {
	var all []string
	for _, m := range client.Mention.Query().Where(mention.ReleaseID(id)).AllX(ctx) {
		all = append(all, fmt.Sprintf("partner %d %s", m.PartnerID, m.Role))
	}
	for _, a := range client.Announcement.Query().Where(announcement.ReleaseID(id)).AllX(ctx) {
		all = append(all, fmt.Sprintf("initiative %d %s", a.InitiativeID, a.Stage))
	}
	slices.Sort(all)
	return all
}

func corrections(t *testing.T, k *kit.Kit) {
	rows := k.Store.Client().Correction.Query().WithRelease().AllX(k.Ctx)
	if len(rows) < 2 {
		t.Errorf("%d corrections, want 2 at least", len(rows))
	}
	for _, c := range rows {
		first := k.Store.Client().Revision.Query().Where(revision.ReleaseID(c.ReleaseID), revision.Version(1)).OnlyX(k.Ctx)
		now := k.Store.Client().Revision.Query().Where(revision.ReleaseID(c.ReleaseID), revision.Version(c.Edges.Release.Version)).OnlyX(k.Ctx)
		if c.Edges.Release.Version != 2 || cmp.Equal(first.State, now.State) || now.Note == nil || *now.Note != c.Note {
			t.Errorf("%s at version %d does not tell by its revisions what %q has corrected", c.Edges.Release.Slug, c.Edges.Release.Version, c.Note)
		}
	}
}

func bounded(t *testing.T, k *kit.Kit) {
	client := k.Store.Client()
	for slug, want := range map[string]content.PartialDate{
		"hkust-council-advisory-group-holds-inaugural-meeting-to-steer-vision-for-hong":   "2025-01",
		"hkust-signs-mou-with-microsoft-research-asia-fostering-collaboration-in-future":  "2025-01",
		"hkust-signs-strategic-cooperation-agreement-with-guangzhou-municipal-government": "2025",
	} {
		if got := client.Release.Query().Where(release.Slug(slug)).OnlyX(k.Ctx).PublishedOn; got == nil || *got != want {
			t.Errorf("%s is of %v, want %s", slug, got, want)
		}
	}
	approval := client.Participation.Query().Where(participation.HasInitiativeWith(initiative.Slug("hkust-guangzhou")),
		participation.HasPartnerWith(partner.Slug("ministry-of-education-china"))).OnlyX(k.Ctx)
	if approval.Since == nil || *approval.Since != "2019" {
		t.Errorf("the ministry has supported HKUST(GZ) since %v, want 2019, when it approved it", approval.Since)
	}
	grant := client.Initiative.Query().Where(initiative.Slug("strategic-topics-grant-2023-24")).OnlyX(k.Ctx)
	if grant.FundingQualifier == nil || *grant.FundingQualifier != content.AmountAbout {
		t.Errorf("the grant is of %v a sum that is told as one of about", grant.FundingQualifier)
	}
}
