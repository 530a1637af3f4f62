package cli

import (
	"runtime/debug"
	"testing"
)

func TestTheVersionTellsTheCommit(t *testing.T) {
	t.Parallel()
	const commit = "58f6e9148a6fcd41bb9aa8b9e6ac47b4bd5c0f6e"
	vcs := func(modified string) []debug.BuildSetting {
		return []debug.BuildSetting{{Key: "vcs.revision", Value: commit}, {Key: "vcs.time", Value: "2026-11-29T20:00:00Z"}, {Key: "vcs.modified", Value: modified}}
	}
	for _, tt := range []struct {
		name string
		info *debug.BuildInfo
		want string
	}{
		{"of a release", &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.0"}, Settings: vcs("false")},
			"pressgraph v1.2.0, commit " + commit + " of 2026-11-29T20:00:00Z, go1.26.8"},
		{"of a changed tree", &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v0.0.0-20261129200000-58f6e9148a6f+dirty"}, Settings: vcs("true")},
			"pressgraph v0.0.0-20261129200000-58f6e9148a6f+dirty, commit " + commit + " of 2026-11-29T20:00:00Z with changes, go1.26.8"},
		{"without a version", &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "(devel)"}, Settings: vcs("false")},
			"pressgraph (devel), commit " + commit + " of 2026-11-29T20:00:00Z, go1.26.8"},
		{"of a module", &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.0"}}, "pressgraph v1.2.0, go1.26.8"},
		{"of go run", &debug.BuildInfo{GoVersion: "go1.26.8"}, "pressgraph (devel), go1.26.8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := describe(tt.info); got != tt.want {
				t.Errorf("describes itself as %q, want %q", got, tt.want)
			}
		})
	}
}
