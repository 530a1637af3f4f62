package loadtest

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// Machine is where it was measured.
type Machine struct {
	Processor  string `json:"processor"`
	Processors int    `json:"processors"`
	System     string `json:"system"`
	Go         string `json:"go"`
}

// String is the machine in a line.
func (m Machine) String() string {
	return fmt.Sprintf("%d × %s, %s, %s", m.Processors, m.Processor, m.System, m.Go)
}

// thisMachine tells what Linux tells of itself, and elsewhere what Go knows.
func thisMachine() Machine {
	m := Machine{Processor: runtime.GOARCH, Processors: runtime.NumCPU(), System: runtime.GOOS, Go: runtime.Version()}
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		_, behind, found := strings.Cut(string(text), "model name")
		line, _, _ := strings.Cut(behind, "\n")
		if _, name, ok := strings.Cut(line, ":"); found && ok {
			m.Processor = strings.TrimSpace(name)
		}
	}
	if text, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		m.System = "Linux " + strings.TrimSpace(string(text))
	}
	return m
}

// loadNow is the mean of a minute, or none where the system does not tell.
func loadNow() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return none
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}
