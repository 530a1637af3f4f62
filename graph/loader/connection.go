package loader

// The connections and edges of the API, each a list of one kind of node. Edges
// of a relation differ only in which of Edge's methods the schema shows.
type (
	ReleaseConnection    = List[*Release]
	PartnerConnection    = List[*Partner]
	InitiativeConnection = List[*Initiative]
	TopicConnection      = List[*Topic]
	ReleaseEdge          = Edge[*Release]
	PartnerEdge          = Edge[*Partner]
	InitiativeEdge       = Edge[*Initiative]
	TopicEdge            = Edge[*Topic]

	ParticipationConnection = List[*Participation]
	ParticipationEdge       = Edge[*Participation]

	ReleasePartnerConnection    = List[*Partner]
	ReleasePartnerEdge          = Edge[*Partner]
	PartnerReleaseConnection    = List[*Release]
	PartnerReleaseEdge          = Edge[*Release]
	ReleaseInitiativeConnection = List[*Initiative]
	ReleaseInitiativeEdge       = Edge[*Initiative]
	InitiativeReleaseConnection = List[*Release]
	InitiativeReleaseEdge       = Edge[*Release]
	PartnerInitiativeConnection = List[*Initiative]
	PartnerInitiativeEdge       = Edge[*Initiative]
	ParticipantConnection       = List[*Partner]
	ParticipantEdge             = Edge[*Partner]
)
