import type * as kind from './kinds.ts';

/** Something with a page of its own. */
export interface Named {
  slug: string;
  name: string;
}

export interface Publisher extends Named {
  id: string;
}

export interface Money {
  amount: string;
  currency: string;
}

export interface Name {
  text: string;
  locale: string | null;
  kind: 'OFFICIAL' | 'SHORT' | 'ABBREVIATION' | 'FORMER' | 'ALIAS';
}

export interface Page {
  totalCount: number;
}

/** A cell of a grouping. */
export interface Group {
  count: number;
  keys: { value: string | null }[];
}

export interface PartnerRow extends Named {
  id: string;
  kind: kind.PartnerKind;
}

export interface InitiativeRow extends Named {
  kind: kind.InitiativeKind;
  status: kind.InitiativeStatus;
  startedOn: string | null;
}

export interface ReleaseRow {
  slug: string;
  title: string;
  language: string;
  kind: kind.ReleaseKind;
  publishedOn: string | null;
}

/** A release with the texts that quotes stand in. */
export interface QuotedRelease {
  slug: string;
  title: string;
  language: string;
  publishedOn: string | null;
  summary: string | null;
  body: string | null;
}

/** Where a release says something: code points of a section, end exclusive. */
export interface Span {
  section: kind.Section;
  quote: string;
  start: number;
  end: number;
}

export interface Evidence extends Span {
  release: QuotedRelease;
}

export interface Participation {
  role: kind.ParticipationRole;
  status: kind.ParticipationStatus;
  since: string | null;
  until: string | null;
  contribution: Money | null;
  evidence: Evidence[];
}

export interface Collaboration {
  strength: number;
  sharedInitiativeCount: number;
  sharedReleaseCount: number;
  firstSharedOn: string | null;
  lastSharedOn: string | null;
}

/** A partner in a network; its collaborators are those in all of it, drawn or not. */
export interface NetworkPartner extends PartnerRow {
  collaborators: Page;
}

export interface Network {
  linkCount: number;
  truncated: boolean;
  /** The best connected first, by their ties in the whole network. */
  partners: { partner: NetworkPartner; community: number }[];
  links: { source: { id: string }; target: { id: string }; collaboration: Pick<Collaboration, 'strength'> }[];
}

export interface Collaborators extends Page {
  edges: { node: PartnerRow; collaboration: Collaboration }[];
}
