package graph_test

import (
	"slices"
	"testing"
)

// The steps that every field of every input goes through.
const (
	stepAnswer   = "is in the answer"
	stepRow      = "is in the row"
	stepRevision = "is in the revision"
	stepDiff     = "is in its diff"
	stepChange   = "is changed"
	stepOrder    = "is answered in the order given"
	stepRestore  = "is restored"
	stepClear    = "is cleared by null"
	stepLeaveOut = "is left out"
)

// exemption is a step that means nothing for a node, or for a field of an
// input. One whose step would hold is an error, as is one that is never met.
type exemption struct{ of, step, reason string }

func exemptions() []exemption {
	const (
		alone   = "Releases alone have revisions."
		written = "Keys are made and revoked, and never changed."
		told    = "A quote that stands twice needs to be told where."
		byName  = "They are answered by name."
	)
	return []exemption{
		{"Partner", stepRevision, alone},
		{"Partner", stepRestore, alone},
		{"Initiative", stepRevision, alone},
		{"Initiative", stepRestore, alone},
		{"Topic", stepRevision, alone},
		{"Topic", stepRestore, alone},
		{"APIKey", stepRevision, alone},
		{"APIKey", stepChange, written},
		{"QuoteInput.start", stepClear, told},
		{"QuoteInput.start", stepLeaveOut, told},
		{"EvidenceInput.start", stepClear, told},
		{"EvidenceInput.start", stepLeaveOut, told},
		{"UpdateReleaseInput.topics", stepOrder, byName},
		{"UpdateInitiativeInput.topics", stepOrder, byName},
		{"UpdateInitiativeInput.participants", stepOrder, byName},
		{"ParticipationInput.id", stepChange, "It names the record that is kept; another one is another record."},
	}
}

// staying are the fields of inputs within lists that stay as they are where
// they are left out; all others are then as in a new element.
func staying() []string {
	return []string{
		"MentionInput.quotes", "AnnouncementInput.quotes",
		"ParticipationInput.id", // without one a new record is made
		"ParticipationInput.since", "ParticipationInput.until", "ParticipationInput.contribution", "ParticipationInput.evidence",
	}
}

// step reports the problem that a check has with a step, unless it is exempt.
func (d *fieldDesk) step(t *testing.T, of, name, step string, check func() string) {
	t.Helper()
	problem := check()
	i := slices.IndexFunc(exemptions(), func(e exemption) bool { return e.of == of && e.step == step })
	switch {
	case i < 0 && problem != "":
		t.Errorf("%s %s? no:\n%s", name, step, problem)
	case i >= 0 && problem == "":
		t.Errorf("%s %s: this holds, and needs no exemption any more", name, step)
	case i >= 0:
		d.met[exemptions()[i]] = true
	}
}
