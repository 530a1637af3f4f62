package cli

import (
	"runtime"
	"runtime/debug"
	"strings"
)

// version names the program as it was built.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "pressgraph " + runtime.Version()
	}
	words := []string{"pressgraph", info.Main.Version}
	for _, setting := range info.Settings {
		switch {
		case setting.Key == "vcs.revision" && len(setting.Value) >= 12:
			words = append(words, setting.Value[:12])
		case setting.Key == "vcs.modified" && setting.Value == "true":
			words = append(words, "modified")
		}
	}
	return strings.Join(append(words, runtime.Version()), " ")
}
