package cli

import (
	"cmp"
	"runtime"
	"runtime/debug"
	"strings"
)

// version names the program as it was built.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{GoVersion: runtime.Version()}
	}
	return describe(info)
}

// describe names a program by its version, its commit, as far as they are known,
// and the compiler.
func describe(info *debug.BuildInfo) string {
	parts := []string{"pressgraph " + cmp.Or(info.Main.Version, "(devel)")}
	if commit := commitOf(info); commit != "" {
		parts = append(parts, "commit "+commit)
	}
	return strings.Join(append(parts, info.GoVersion), ", ")
}

// commitOf returns the commit that a program was built from, when that was made,
// and whether there were changes beside it; empty where the build does not say.
func commitOf(info *debug.BuildInfo) string {
	about := map[string]string{}
	for _, setting := range info.Settings {
		about[setting.Key] = setting.Value
	}
	commit := about["vcs.revision"]
	if commit == "" {
		return ""
	}
	if made := about["vcs.time"]; made != "" {
		commit += " of " + made
	}
	if about["vcs.modified"] == "true" {
		commit += " with changes"
	}
	return commit
}
