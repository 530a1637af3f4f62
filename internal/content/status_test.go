package content_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
	"pressgraph/internal/fault"
)

func TestNext(t *testing.T) {
	t.Parallel()
	steps := []content.Step{
		content.StepSubmit, content.StepReturn, content.StepPublish, content.StepSchedule, content.StepUnpublish, content.StepArchive, "sell",
	}
	const no = content.ReleaseStatus("")
	const draft, review, scheduled = content.StatusDraft, content.StatusInReview, content.StatusScheduled
	const published, archived = content.StatusPublished, content.StatusArchived
	for from, want := range map[content.ReleaseStatus][]content.ReleaseStatus{
		draft:     {review, no, published, scheduled, no, archived, no},
		review:    {no, draft, published, scheduled, no, archived, no},
		scheduled: {no, no, published, scheduled, draft, no, no},
		published: {no, no, no, no, draft, archived, no},
		archived:  {no, no, no, no, draft, archived, no},
		"LOST":    {no, no, no, no, no, no, no},
	} {
		var got []content.ReleaseStatus
		for _, step := range steps {
			to, err := content.Next(from, step)
			if (to == no) != fault.Is(err, fault.CodeConflict) {
				t.Errorf("Next(%s, %s) = %q, %v, want a status or CONFLICT", from, step, to, err)
			}
			got = append(got, to)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Next(%s, …) (-want +got):\n%s", from, diff)
		}
	}
}

func TestNextSaysWhy(t *testing.T) {
	t.Parallel()
	_, err := content.Next(content.StatusScheduled, content.StepArchive)
	want := "a release that is scheduled cannot be archived; unpublish it first"
	if err == nil || err.Error() != want {
		t.Errorf("Next(SCHEDULED, archive) says %v, want %q", err, want)
	}
}
