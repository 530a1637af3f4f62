package cli

import (
	"runtime"
	"runtime/debug"
	"strings"
)

// version names the program as it was built: by its version, or else by the
// commit.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "pressgraph " + runtime.Version()
	}
	words := []string{"pressgraph", info.Main.Version}
	if info.Main.Version == "" || info.Main.Version == "(devel)" {
		words[1] = "(devel)"
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				words = append(words, setting.Value)
			}
		}
	}
	return strings.Join(append(words, runtime.Version()), " ")
}
