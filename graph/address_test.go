package graph_test

import (
	"strings"
	"testing"

	"pressgraph/graph"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/newsroom/bundle"
	"pressgraph/internal/store/storetest"
)

func TestOwnAddresses(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		const slug = "hkust-launches-low-altitude-economy-research-center"
		const ask = `query($id: ID!) { node(id: $id) { ... on Release { version heroImage { url alt width height credit } sourceUrl } } }`
		id := content.GlobalID(content.NodeRelease, bundle.ID(content.NodeRelease, slug))
		at := func(origin string) map[string]any {
			ctx := graph.WithRequest(editor(t), graph.Request{Origin: origin})
			return dig(a.data(t, ctx, ask, map[string]any{"id": id}), "node").(map[string]any)
		}
		t.Run("are answered as the origin that was asked", func(t *testing.T) {
			for _, origin := range []string{"http://localhost:8080", "https://news.example.org"} {
				got := at(origin)
				if url := dig(got, "heroImage", "url"); url != origin+"/pictures/low-altitude.webp" {
					t.Errorf("asked at %s, the picture is at %v", origin, url)
				}
				if url, _ := got["sourceUrl"].(string); !strings.HasPrefix(url, "https://hkust.edu.hk/") {
					t.Errorf("asked at %s, the source is at %s", origin, url)
				}
			}
		})
		t.Run("stay as they are stored where nobody tells the origin", func(t *testing.T) {
			if url := dig(at(""), "heroImage", "url"); url != content.OwnAddress+"/pictures/low-altitude.webp" {
				t.Errorf("the picture is at %v", url)
			}
		})
		t.Run("change nothing when what was read is written back", func(t *testing.T) {
			const change = `mutation($id: ID!, $version: Int!, $image: ImageInput) {
				updateRelease(id: $id, version: $version, input: {heroImage: $image}) { release { version heroImage { url } } }
			}`
			before := at("http://localhost:8080")
			ctx := graph.WithRequest(editor(t), graph.Request{Origin: "http://localhost:8080"})
			got := a.data(t, ctx, change, map[string]any{"id": id, "version": before["version"], "image": before["heroImage"]})
			if version := dig(got, "updateRelease", "release", "version"); version != before["version"] {
				t.Errorf("version %v became %v", before["version"], version)
			}
			if url := dig(at("https://news.example.org"), "heroImage", "url"); url != "https://news.example.org/pictures/low-altitude.webp" {
				t.Errorf("elsewhere the picture is at %v then", url)
			}
		})
	})
}
