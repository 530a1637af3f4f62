package nodes

import "pressgraph/internal/query"

// The lists of the API: of everything, and of what nodes have.

func allReleases() relation[struct{}, *Release, *query.ReleaseOrder] {
	return relation[struct{}, *Release, *query.ReleaseOrder]{
		name: "releases", list: query.AllReleases, steps: query.ReleaseSteps,
		byID: (*Loaders).releases,
	}
}

func allPartners() relation[struct{}, *Partner, *query.PartnerOrder] {
	return relation[struct{}, *Partner, *query.PartnerOrder]{
		name: "partners", list: query.AllPartners, steps: query.PartnerSteps,
		byID: (*Loaders).partners,
	}
}

func allInitiatives() relation[struct{}, *Initiative, *query.InitiativeOrder] {
	return relation[struct{}, *Initiative, *query.InitiativeOrder]{
		name: "initiatives", list: query.AllInitiatives, steps: query.InitiativeSteps,
		byID: (*Loaders).initiatives,
	}
}

func allTopics() relation[struct{}, *Topic, unordered] {
	return relation[struct{}, *Topic, unordered]{
		name: "topics", list: query.AllTopics, steps: byName,
		byID: (*Loaders).topics,
	}
}

func allParticipations() relation[struct{}, *Participation, *query.ParticipationOrder] {
	return relation[struct{}, *Participation, *query.ParticipationOrder]{
		name: "participations", list: query.AllParticipations, steps: query.ParticipationSteps,
		byID: (*Loaders).participations,
	}
}

func allSuggestions() relation[struct{}, *Suggestion, unordered] {
	return relation[struct{}, *Suggestion, unordered]{
		name: "suggestions", list: query.AllSuggestions, steps: byConfidence,
		byID: (*Loaders).suggestions,
	}
}

func allChanges() relation[struct{}, *Change, unordered] {
	return relation[struct{}, *Change, unordered]{
		name: "changes", list: query.AllChanges, steps: byStep,
		byID: (*Loaders).changes,
	}
}

func releasePartners() relation[*Release, *Partner, unordered] {
	return relation[*Release, *Partner, unordered]{
		name: "release.partners", list: query.ReleasePartners, steps: entered,
		byID: (*Loaders).partners, stored: (*Release).seenPartnerCount,
	}
}

func releaseInitiatives() relation[*Release, *Initiative, unordered] {
	return relation[*Release, *Initiative, unordered]{
		name: "release.initiatives", list: query.ReleaseInitiatives, steps: entered,
		byID: (*Loaders).initiatives, stored: (*Release).seenInitiativeCount,
	}
}

func releaseTopics() relation[*Release, *Topic, unordered] {
	return relation[*Release, *Topic, unordered]{
		name: "release.topics", list: query.ReleaseTopics, steps: byName,
		byID: (*Loaders).topics,
	}
}

func releaseRevisions() relation[*Release, *Revision, unordered] {
	return relation[*Release, *Revision, unordered]{
		name: "release.revisions", list: query.ReleaseRevisions, steps: byVersion,
		byID: (*Loaders).revisions,
	}
}

func partnerReleases() relation[*Partner, *Release, *query.ReleaseOrder] {
	return relation[*Partner, *Release, *query.ReleaseOrder]{
		name: "partner.releases", list: query.PartnerReleases, steps: query.ReleaseSteps,
		byID: (*Loaders).releases, stored: (*Partner).SeenReleaseCount,
	}
}

func partnerInitiatives() relation[*Partner, *Initiative, *query.InitiativeOrder] {
	return relation[*Partner, *Initiative, *query.InitiativeOrder]{
		name: "partner.initiatives", list: query.PartnerInitiatives, steps: query.InitiativeSteps,
		byID: (*Loaders).initiatives, stored: (*Partner).SeenInitiativeCount,
	}
}

func partnerChildren() relation[*Partner, *Partner, *query.PartnerOrder] {
	return relation[*Partner, *Partner, *query.PartnerOrder]{
		name: "partner.children", list: func() query.List { return query.Children(query.Partners) }, steps: query.PartnerSteps,
		byID: (*Loaders).partners,
	}
}

func initiativeReleases() relation[*Initiative, *Release, *query.ReleaseOrder] {
	return relation[*Initiative, *Release, *query.ReleaseOrder]{
		name: "initiative.releases", list: query.InitiativeReleases, steps: query.ReleaseSteps,
		byID: (*Loaders).releases, stored: (*Initiative).SeenReleaseCount,
	}
}

func initiativePartners() relation[*Initiative, *Partner, unordered] {
	return relation[*Initiative, *Partner, unordered]{
		name: "initiative.participants", list: query.InitiativePartners, steps: byName,
		byID: (*Loaders).partners, stored: (*Initiative).SeenPartnerCount,
	}
}

func initiativeChildren() relation[*Initiative, *Initiative, *query.InitiativeOrder] {
	return relation[*Initiative, *Initiative, *query.InitiativeOrder]{
		name: "initiative.children", list: func() query.List { return query.Children(query.Initiatives) }, steps: query.InitiativeSteps,
		byID: (*Loaders).initiatives,
	}
}

func initiativeTopics() relation[*Initiative, *Topic, unordered] {
	return relation[*Initiative, *Topic, unordered]{
		name: "initiative.topics", list: query.InitiativeTopics, steps: byName,
		byID: (*Loaders).topics,
	}
}

func topicReleases() relation[*Topic, *Release, *query.ReleaseOrder] {
	return relation[*Topic, *Release, *query.ReleaseOrder]{
		name: "topic.releases", list: query.TopicReleases, steps: query.ReleaseSteps,
		byID: (*Loaders).releases, stored: (*Topic).SeenReleaseCount,
	}
}

func topicInitiatives() relation[*Topic, *Initiative, *query.InitiativeOrder] {
	return relation[*Topic, *Initiative, *query.InitiativeOrder]{
		name: "topic.initiatives", list: query.TopicInitiatives, steps: query.InitiativeSteps,
		byID: (*Loaders).initiatives,
	}
}

func topicChildren() relation[*Topic, *Topic, unordered] {
	return relation[*Topic, *Topic, unordered]{
		name: "topic.children", list: func() query.List { return query.Children(query.Topics) }, steps: byName,
		byID: (*Loaders).topics,
	}
}

// The orders that nobody chooses.

func byName([]unordered) []query.Step { return query.ByName() }

func byConfidence([]unordered) []query.Step { return query.ByConfidence() }

func byStep([]unordered) []query.Step { return query.ByStep() }

func entered([]unordered) []query.Step { return query.Entered() }

func byVersion([]unordered) []query.Step { return query.ByVersion() }
