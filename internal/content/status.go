package content

import (
	"slices"

	"pressgraph/internal/fault"
)

// Step is what an editor does to take a release from one status to another.
type Step string

// The steps. StepSchedule is publishing with a time in the future.
const (
	StepSubmit    Step = "submit"
	StepReturn    Step = "return"
	StepPublish   Step = "publish"
	StepSchedule  Step = "schedule"
	StepUnpublish Step = "unpublish"
	StepArchive   Step = "archive"
)

// Next returns the status that step leads to, or CONFLICT where from does not
// allow it:
//
//  1. submit takes DRAFT to IN_REVIEW;
//  2. return takes IN_REVIEW to DRAFT;
//  3. publish takes DRAFT, IN_REVIEW and SCHEDULED to PUBLISHED;
//  4. schedule takes DRAFT, IN_REVIEW and SCHEDULED (to another time) to SCHEDULED;
//  5. unpublish takes SCHEDULED, PUBLISHED and ARCHIVED to DRAFT;
//  6. archive takes any but SCHEDULED to ARCHIVED, what is archived stays so.
func Next(from ReleaseStatus, step Step) (ReleaseStatus, error) {
	allowed, to := rule(step)
	if !slices.Contains(allowed, from) {
		return "", fault.Conflict("a release that is %s cannot be %s", from.words(), step.participle())
	}
	return to, nil
}

func rule(step Step) (from []ReleaseStatus, to ReleaseStatus) {
	switch step {
	case StepSubmit:
		return []ReleaseStatus{StatusDraft}, StatusInReview
	case StepReturn:
		return []ReleaseStatus{StatusInReview}, StatusDraft
	case StepPublish:
		return []ReleaseStatus{StatusDraft, StatusInReview, StatusScheduled}, StatusPublished
	case StepSchedule:
		return []ReleaseStatus{StatusDraft, StatusInReview, StatusScheduled}, StatusScheduled
	case StepUnpublish:
		return []ReleaseStatus{StatusScheduled, StatusPublished, StatusArchived}, StatusDraft
	case StepArchive:
		return []ReleaseStatus{StatusDraft, StatusInReview, StatusPublished, StatusArchived}, StatusArchived
	}
	return nil, ""
}

func (s ReleaseStatus) words() string {
	switch s {
	case StatusDraft:
		return "a draft"
	case StatusInReview:
		return "in review"
	case StatusScheduled:
		return "scheduled"
	case StatusPublished:
		return "published"
	case StatusArchived:
		return "archived"
	}
	return "of unknown status"
}

func (s Step) participle() string {
	switch s {
	case StepSubmit:
		return "submitted for review"
	case StepReturn:
		return "returned from review"
	case StepPublish:
		return "published"
	case StepSchedule:
		return "scheduled"
	case StepUnpublish:
		return "unpublished"
	case StepArchive:
		return "archived; unpublish it first"
	}
	return "taken through an unknown step"
}
