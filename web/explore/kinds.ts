/** The words that the API has for sorts of things, in the order to show them. */
export const partnerKinds = [
  'UNIVERSITY', 'RESEARCH_INSTITUTE', 'COMPANY', 'GOVERNMENT', 'FOUNDATION', 'FUNDER', 'HOSPITAL', 'ASSOCIATION', 'SCHOOL', 'MEDIA', 'OTHER',
] as const;
export type PartnerKind = (typeof partnerKinds)[number];

export const initiativeKinds = [
  'MEMORANDUM_OF_UNDERSTANDING', 'FRAMEWORK_AGREEMENT', 'STRATEGIC_AGREEMENT', 'RESEARCH_CENTRE', 'JOINT_LABORATORY', 'GRANT', 'DONATION',
  'PROGRAMME', 'PROJECT', 'SCHOOL', 'CAMPUS', 'FACILITY', 'COMPANY', 'ADVISORY_GROUP', 'EVENT', 'OTHER',
] as const;
export type InitiativeKind = (typeof initiativeKinds)[number];

export type InitiativeStatus = 'PROPOSED' | 'ANNOUNCED' | 'ACTIVE' | 'COMPLETED' | 'LAPSED' | 'CANCELLED';
export type ReleaseKind = 'PRESS_RELEASE' | 'STORY';
export type MentionRole = 'SUBJECT' | 'SIGNATORY' | 'FUNDER' | 'HOST' | 'CO_ORGANISER' | 'SPEAKER' | 'MENTIONED';
export type ParticipationRole = 'LEAD' | 'SIGNATORY' | 'FUNDER' | 'HOST' | 'MEMBER' | 'ADVISER' | 'BENEFICIARY' | 'SUPPORTER';
export type ParticipationStatus = 'ANNOUNCED' | 'SIGNED' | 'ACTIVE' | 'LAPSED';
export type Stage = 'ANNOUNCED' | 'SIGNED' | 'LAUNCHED' | 'OPENED' | 'RENEWED' | 'FUNDED' | 'COMPLETED' | 'MENTIONED';
export type Section = 'TITLE' | 'SUMMARY' | 'BODY';
