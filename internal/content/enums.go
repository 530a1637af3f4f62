package content

import "slices"

// ReleaseKind is what sort of release it is.
type ReleaseKind string

// The values of ReleaseKind.
const (
	ReleaseKindPressRelease ReleaseKind = "PRESS_RELEASE"
	ReleaseKindStory        ReleaseKind = "STORY"
)

// Values lists every ReleaseKind, in the order of the API.
func (ReleaseKind) Values() []string {
	return []string{"PRESS_RELEASE", "STORY"}
}

// ReleaseStatus is where a release stands on its way to the readers.
type ReleaseStatus string

// The values of ReleaseStatus.
const (
	StatusDraft     ReleaseStatus = "DRAFT"
	StatusInReview  ReleaseStatus = "IN_REVIEW"
	StatusScheduled ReleaseStatus = "SCHEDULED"
	StatusPublished ReleaseStatus = "PUBLISHED"
	StatusArchived  ReleaseStatus = "ARCHIVED"
)

// Values lists every ReleaseStatus, in the order of the API.
func (ReleaseStatus) Values() []string {
	return []string{"DRAFT", "IN_REVIEW", "SCHEDULED", "PUBLISHED", "ARCHIVED"}
}

// PartnerKind is what sort of organisation a partner is.
type PartnerKind string

// The values of PartnerKind.
const (
	PartnerKindGovernment        PartnerKind = "GOVERNMENT"
	PartnerKindCompany           PartnerKind = "COMPANY"
	PartnerKindUniversity        PartnerKind = "UNIVERSITY"
	PartnerKindResearchInstitute PartnerKind = "RESEARCH_INSTITUTE"
	PartnerKindHospital          PartnerKind = "HOSPITAL"
	PartnerKindFoundation        PartnerKind = "FOUNDATION"
	PartnerKindFunder            PartnerKind = "FUNDER"
	PartnerKindAssociation       PartnerKind = "ASSOCIATION"
	PartnerKindSchool            PartnerKind = "SCHOOL"
	PartnerKindMedia             PartnerKind = "MEDIA"
	PartnerKindOther             PartnerKind = "OTHER"
)

// Values lists every PartnerKind, in the order of the API.
func (PartnerKind) Values() []string {
	return []string{
		"GOVERNMENT", "COMPANY", "UNIVERSITY", "RESEARCH_INSTITUTE", "HOSPITAL", "FOUNDATION", "FUNDER",
		"ASSOCIATION", "SCHOOL", "MEDIA", "OTHER",
	}
}

// NameKind is how a name is used.
type NameKind string

// The values of NameKind.
const (
	NameKindOfficial     NameKind = "OFFICIAL"
	NameKindShort        NameKind = "SHORT"
	NameKindAbbreviation NameKind = "ABBREVIATION"
	NameKindFormer       NameKind = "FORMER"
	NameKindAlias        NameKind = "ALIAS"
)

// Values lists every NameKind, in the order of the API.
func (NameKind) Values() []string {
	return []string{"OFFICIAL", "SHORT", "ABBREVIATION", "FORMER", "ALIAS"}
}

// IdentifierScheme is the registry that an identifier belongs to.
type IdentifierScheme string

// The values of IdentifierScheme.
const (
	SchemeRor      IdentifierScheme = "ROR"
	SchemeWikidata IdentifierScheme = "WIKIDATA"
	SchemeGrid     IdentifierScheme = "GRID"
	SchemeIsni     IdentifierScheme = "ISNI"
	SchemeLei      IdentifierScheme = "LEI"
	SchemeOther    IdentifierScheme = "OTHER"
)

// Values lists every IdentifierScheme, in the order of the API.
func (IdentifierScheme) Values() []string {
	return []string{"ROR", "WIKIDATA", "GRID", "ISNI", "LEI", "OTHER"}
}

// InitiativeKind is what sort of undertaking an initiative is.
type InitiativeKind string

// The values of InitiativeKind.
const (
	InitiativeKindMemorandumOfUnderstanding InitiativeKind = "MEMORANDUM_OF_UNDERSTANDING"
	InitiativeKindFrameworkAgreement        InitiativeKind = "FRAMEWORK_AGREEMENT"
	InitiativeKindStrategicAgreement        InitiativeKind = "STRATEGIC_AGREEMENT"
	InitiativeKindResearchCentre            InitiativeKind = "RESEARCH_CENTRE"
	InitiativeKindJointLaboratory           InitiativeKind = "JOINT_LABORATORY"
	InitiativeKindGrant                     InitiativeKind = "GRANT"
	InitiativeKindDonation                  InitiativeKind = "DONATION"
	InitiativeKindSchool                    InitiativeKind = "SCHOOL"
	InitiativeKindCampus                    InitiativeKind = "CAMPUS"
	InitiativeKindAdvisoryGroup             InitiativeKind = "ADVISORY_GROUP"
	InitiativeKindProgramme                 InitiativeKind = "PROGRAMME"
	InitiativeKindProject                   InitiativeKind = "PROJECT"
	InitiativeKindEvent                     InitiativeKind = "EVENT"
	InitiativeKindFacility                  InitiativeKind = "FACILITY"
	InitiativeKindCompany                   InitiativeKind = "COMPANY"
	InitiativeKindOther                     InitiativeKind = "OTHER"
)

// Values lists every InitiativeKind, in the order of the API.
func (InitiativeKind) Values() []string {
	return []string{
		"MEMORANDUM_OF_UNDERSTANDING", "FRAMEWORK_AGREEMENT", "STRATEGIC_AGREEMENT", "RESEARCH_CENTRE",
		"JOINT_LABORATORY", "GRANT", "DONATION", "SCHOOL", "CAMPUS", "ADVISORY_GROUP", "PROGRAMME", "PROJECT",
		"EVENT", "FACILITY", "COMPANY", "OTHER",
	}
}

// InitiativeStatus is how far an initiative has come.
type InitiativeStatus string

// The values of InitiativeStatus.
const (
	InitiativeStatusProposed  InitiativeStatus = "PROPOSED"
	InitiativeStatusAnnounced InitiativeStatus = "ANNOUNCED"
	InitiativeStatusActive    InitiativeStatus = "ACTIVE"
	InitiativeStatusCompleted InitiativeStatus = "COMPLETED"
	InitiativeStatusLapsed    InitiativeStatus = "LAPSED"
	InitiativeStatusCancelled InitiativeStatus = "CANCELLED"
)

// Values lists every InitiativeStatus, in the order of the API.
func (InitiativeStatus) Values() []string {
	return []string{"PROPOSED", "ANNOUNCED", "ACTIVE", "COMPLETED", "LAPSED", "CANCELLED"}
}

// MentionRole is how a release names a partner.
type MentionRole string

// The values of MentionRole.
const (
	MentionSubject     MentionRole = "SUBJECT"
	MentionSignatory   MentionRole = "SIGNATORY"
	MentionFunder      MentionRole = "FUNDER"
	MentionHost        MentionRole = "HOST"
	MentionCoOrganiser MentionRole = "CO_ORGANISER"
	MentionSpeaker     MentionRole = "SPEAKER"
	MentionMentioned   MentionRole = "MENTIONED"
)

// Values lists every MentionRole, in the order of the API.
func (MentionRole) Values() []string {
	return []string{"SUBJECT", "SIGNATORY", "FUNDER", "HOST", "CO_ORGANISER", "SPEAKER", "MENTIONED"}
}

// ParticipationRole is what a partner does in an initiative.
type ParticipationRole string

// The values of ParticipationRole.
const (
	ParticipationLead        ParticipationRole = "LEAD"
	ParticipationSignatory   ParticipationRole = "SIGNATORY"
	ParticipationFunder      ParticipationRole = "FUNDER"
	ParticipationHost        ParticipationRole = "HOST"
	ParticipationMember      ParticipationRole = "MEMBER"
	ParticipationAdviser     ParticipationRole = "ADVISER"
	ParticipationBeneficiary ParticipationRole = "BENEFICIARY"
	ParticipationSupporter   ParticipationRole = "SUPPORTER"
)

// Values lists every ParticipationRole, in the order of the API.
func (ParticipationRole) Values() []string {
	return []string{"LEAD", "SIGNATORY", "FUNDER", "HOST", "MEMBER", "ADVISER", "BENEFICIARY", "SUPPORTER"}
}

// AmountQualifier is how exactly an amount is known.
type AmountQualifier string

// The values of AmountQualifier.
const (
	AmountExact   AmountQualifier = "EXACT"
	AmountAtLeast AmountQualifier = "AT_LEAST"
	AmountUpTo    AmountQualifier = "UP_TO"
	AmountAbout   AmountQualifier = "ABOUT"
)

// Values lists every AmountQualifier, in the order of the API.
func (AmountQualifier) Values() []string { return []string{"EXACT", "AT_LEAST", "UP_TO", "ABOUT"} }

// ParticipationStatus is how far a participation has come.
type ParticipationStatus string

// The values of ParticipationStatus.
const (
	ParticipationStatusAnnounced ParticipationStatus = "ANNOUNCED"
	ParticipationStatusSigned    ParticipationStatus = "SIGNED"
	ParticipationStatusActive    ParticipationStatus = "ACTIVE"
	ParticipationStatusLapsed    ParticipationStatus = "LAPSED"
)

// Values lists every ParticipationStatus, in the order of the API.
func (ParticipationStatus) Values() []string {
	return []string{"ANNOUNCED", "SIGNED", "ACTIVE", "LAPSED"}
}

// KnownBasis is what tells since when a participation is known.
type KnownBasis string

// The values of KnownBasis.
const (
	// KnownStated is for a date that was entered: of the participation, else of
	// its initiative.
	KnownStated KnownBasis = "STATED"
	// KnownReported is for the date of the earliest release that tells of it.
	KnownReported KnownBasis = "REPORTED"
)

// Values lists every KnownBasis, in the order of the API.
func (KnownBasis) Values() []string { return []string{"STATED", "REPORTED"} }

// AnnouncementStage is what a release reports of an initiative.
type AnnouncementStage string

// The values of AnnouncementStage.
const (
	StageAnnounced AnnouncementStage = "ANNOUNCED"
	StageSigned    AnnouncementStage = "SIGNED"
	StageLaunched  AnnouncementStage = "LAUNCHED"
	StageOpened    AnnouncementStage = "OPENED"
	StageRenewed   AnnouncementStage = "RENEWED"
	StageFunded    AnnouncementStage = "FUNDED"
	StageCompleted AnnouncementStage = "COMPLETED"
	StageMentioned AnnouncementStage = "MENTIONED"
)

// Values lists every AnnouncementStage, in the order of the API.
func (AnnouncementStage) Values() []string {
	return []string{"ANNOUNCED", "SIGNED", "LAUNCHED", "OPENED", "RENEWED", "FUNDED", "COMPLETED", "MENTIONED"}
}

// EvidenceSection is the part of a release that a quote stands in.
type EvidenceSection string

// The values of EvidenceSection.
const (
	SectionTitle   EvidenceSection = "TITLE"
	SectionSummary EvidenceSection = "SUMMARY"
	SectionBody    EvidenceSection = "BODY"
)

// Values lists every EvidenceSection, in the order of the API.
func (EvidenceSection) Values() []string {
	return []string{"TITLE", "SUMMARY", "BODY"}
}

// RelationKind is one of the three relations.
type RelationKind string

// The values of RelationKind.
const (
	RelationMention       RelationKind = "MENTION"
	RelationAnnouncement  RelationKind = "ANNOUNCEMENT"
	RelationParticipation RelationKind = "PARTICIPATION"
)

// Values lists every RelationKind, in the order of the API.
func (RelationKind) Values() []string {
	return []string{"MENTION", "ANNOUNCEMENT", "PARTICIPATION"}
}

// Decision is an editor's word on a suggestion.
type Decision string

// The values of Decision.
const (
	DecisionPending  Decision = "PENDING"
	DecisionAccepted Decision = "ACCEPTED"
	DecisionRejected Decision = "REJECTED"
)

// Values lists every Decision, in the order of the API.
func (Decision) Values() []string {
	return []string{"PENDING", "ACCEPTED", "REJECTED"}
}

// ChangeAction is what a step in the change log did.
type ChangeAction string

// The values of ChangeAction.
const (
	ActionPublished   ChangeAction = "PUBLISHED"
	ActionUpdated     ChangeAction = "UPDATED"
	ActionCorrected   ChangeAction = "CORRECTED"
	ActionUnpublished ChangeAction = "UNPUBLISHED"
	ActionCreated     ChangeAction = "CREATED"
	ActionDeleted     ChangeAction = "DELETED"
	ActionMerged      ChangeAction = "MERGED"
	ActionLinked      ChangeAction = "LINKED"
	ActionUnlinked    ChangeAction = "UNLINKED"
)

// Values lists every ChangeAction, in the order of the API.
func (ChangeAction) Values() []string {
	return []string{"PUBLISHED", "UPDATED", "CORRECTED", "UNPUBLISHED", "CREATED", "DELETED", "MERGED", "LINKED", "UNLINKED"}
}

// Enum is a text that is one of some values.
type Enum interface {
	~string
	Values() []string
}

// Stronger compares roles in the order in which they are declared.
func Stronger[R Enum](a, b R) bool {
	return slices.Index(a.Values(), string(a)) < slices.Index(a.Values(), string(b))
}
