package content_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
)

// TestTheStatusMachineIsDrawn compares the picture in docs/model.md with Next.
func TestTheStatusMachineIsDrawn(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/model.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "stateDiagram-v2")
	picture, _, _ := strings.Cut(rest, "```")
	var drawn []string
	for _, arrow := range regexp.MustCompile(`(?m)^ *([A-Z_]+) --> ([A-Z_]+): (.+)$`).FindAllStringSubmatch(picture, -1) {
		for step := range strings.SplitSeq(arrow[3], ", ") {
			drawn = append(drawn, arrow[1]+" "+step+" "+arrow[2])
		}
	}
	var machine []string
	for _, status := range content.ReleaseStatus("").Values() {
		for _, step := range []content.Step{
			content.StepSubmit, content.StepReturn, content.StepPublish, content.StepSchedule, content.StepUnpublish, content.StepArchive,
		} {
			if next, err := content.Next(content.ReleaseStatus(status), step); err == nil {
				machine = append(machine, status+" "+string(step)+" "+string(next))
			}
		}
	}
	slices.Sort(drawn)
	slices.Sort(machine)
	if diff := cmp.Diff(machine, drawn); diff != "" {
		t.Errorf("docs/model.md draws other steps (-machine +drawn):\n%s", diff)
	}
}
