package nodes

// The connections and edges of the API, each a list of one kind of node. Edges
// of a relation differ only in which of Edge's methods the schema shows.
type (
	// ReleaseConnection is a page of the list release.
	ReleaseConnection = List[*Release]
	// PartnerConnection is a page of the list partner.
	PartnerConnection = List[*Partner]
	// InitiativeConnection is a page of the list initiative.
	InitiativeConnection = List[*Initiative]
	// TopicConnection is a page of the list topic.
	TopicConnection = List[*Topic]
	// ReleaseEdge is an item of the list release.
	ReleaseEdge = Edge[*Release]
	// PartnerEdge is an item of the list partner.
	PartnerEdge = Edge[*Partner]
	// InitiativeEdge is an item of the list initiative.
	InitiativeEdge = Edge[*Initiative]
	// TopicEdge is an item of the list topic.
	TopicEdge = Edge[*Topic]
	// ChangeConnection is a page of the change log.
	ChangeConnection = List[*Change]
	// ChangeEdge is an item of the change log.
	ChangeEdge = Edge[*Change]
	// RevisionConnection is a page of the list revision.
	RevisionConnection = List[*Revision]
	// RevisionEdge is an item of the list revision.
	RevisionEdge = Edge[*Revision]
	// SuggestionConnection is a page of the list suggestion.
	SuggestionConnection = List[*Suggestion]
	// SuggestionEdge is an item of the list suggestion.
	SuggestionEdge = Edge[*Suggestion]
	// ParticipationConnection is a page of the list participation.
	ParticipationConnection = List[*Participation]
	// ParticipationEdge is an item of the list participation.
	ParticipationEdge = Edge[*Participation]
	// ReleasePartnerConnection is a page of the list release partner.
	ReleasePartnerConnection = List[*Partner]
	// ReleasePartnerEdge is an item of the list release partner.
	ReleasePartnerEdge = Edge[*Partner]
	// PartnerReleaseConnection is a page of the list partner release.
	PartnerReleaseConnection = List[*Release]
	// PartnerReleaseEdge is an item of the list partner release.
	PartnerReleaseEdge = Edge[*Release]
	// ReleaseInitiativeConnection is a page of the list release initiative.
	ReleaseInitiativeConnection = List[*Initiative]
	// ReleaseInitiativeEdge is an item of the list release initiative.
	ReleaseInitiativeEdge = Edge[*Initiative]
	// InitiativeReleaseConnection is a page of the list initiative release.
	InitiativeReleaseConnection = List[*Release]
	// InitiativeReleaseEdge is an item of the list initiative release.
	InitiativeReleaseEdge = Edge[*Release]
	// PartnerInitiativeConnection is a page of the list partner initiative.
	PartnerInitiativeConnection = List[*Initiative]
	// PartnerInitiativeEdge is an item of the list partner initiative.
	PartnerInitiativeEdge = Edge[*Initiative]
	// ParticipantConnection is a page of the list participant.
	ParticipantConnection = List[*Partner]
	// ParticipantEdge is an item of the list participant.
	ParticipantEdge = Edge[*Partner]
)
