import type { Filters } from '../address.ts';
import type { Collaboration, Collaborators, InitiativeRow, Name, Named, Network, Page, Participation, PartnerRow, Publisher, ReleaseRow, Span } from '../api.ts';
import type { Question } from '../ask.ts';
import type { MentionRole, Stage } from '../kinds.ts';
import type { Language } from '../texts/language.ts';
import { collaboration, indent, initiativeRow, network, participation, releaseRow } from './pieces.ts';
import { initiativeWhere, linksOf, partnerWhere, releaseWhere } from './where.ts';

export interface PartnerHead extends PartnerRow {
  country: string | null;
  city: string | null;
  website: string | null;
  description: string | null;
  names: Name[];
  identifiers: { scheme: string; value: string; url: string | null }[];
  ancestors: Named[];
  children: Page & { nodes: Named[] };
  releaseCount: number;
  initiativeCount: number;
}

/** What a partner is. */
export function partnerHead(slug: string, locale: Language): Question<{ partner: PartnerHead | null }> {
  const query = `query Partner($slug: String!, $locale: Locale) {
  partner(slug: $slug) {
    id
    slug
    name(locale: $locale)
    kind
    country
    city
    website
    description(locale: $locale)
    names {
      text
      locale
      kind
    }
    identifiers {
      scheme
      value
      url
    }
    ancestors {
      slug
      name(locale: $locale)
    }
    children(first: 12) {
      totalCount
      nodes {
        slug
        name(locale: $locale)
      }
    }
    releaseCount
    initiativeCount
  }
}
`;
  return { query, variables: { slug, locale } };
}

/** How many a partner has ever worked with, whatever the filters are. */
export function reach(id: string): Question<{ partner: { collaborators: Page } | null }> {
  const query = `query Reach($id: ID!) {
  partner(id: $id) {
    collaborators(first: 1) {
      totalCount
    }
  }
}
`;
  return { query, variables: { id } };
}

export interface Standing {
  partner: { metrics: { rank: number } } | null;
}

/** Where a partner stands in the whole network, which the server may first have to measure. */
export function standing(id: string): Question<Standing> {
  const query = `query Standing($id: ID!) {
  partner(id: $id) {
    metrics {
      rank
    }
  }
}
`;
  return { query, variables: { id } };
}

/** Whom a partner works with, drawn. */
export function withWhom(id: string, filters: Filters, publisher: Publisher | null, locale: Language): Question<{ partnerNetwork: Network }> {
  const query = `query WithWhom($id: ID!, $links: LinkFilter, $where: PartnerFilter, $locale: Locale) {
  partnerNetwork(focus: [$id], depth: 1, limit: 40, links: $links, where: $where) {
    ${indent(network, 4)}
  }
}
`;
  return { query, variables: { id, links: linksOf(filters, publisher), where: partnerWhere(filters), locale } };
}

/** Whom a partner works with, the strongest ties first. */
export function collaborators(id: string, filters: Filters, publisher: Publisher | null, locale: Language, first: number): Question<{ partner: { collaborators: Collaborators } | null }> {
  const query = `query Collaborators($id: ID!, $first: Int, $links: LinkFilter, $where: PartnerFilter, $locale: Locale) {
  partner(id: $id) {
    collaborators(first: $first, links: $links, where: $where) {
      totalCount
      edges {
        node {
          id
          slug
          name(locale: $locale)
          kind
        }
        collaboration {
          ${indent(collaboration, 10)}
        }
      }
    }
  }
}
`;
  return { query, variables: { id, first, links: linksOf(filters, publisher), where: partnerWhere(filters), locale } };
}

export interface TimelinePoint {
  period: string;
  releaseCount: number;
  initiativeCount: number;
  newCollaboratorCount: number;
}

/** What a partner did, year by year. */
export function timeline(id: string, { since, asOf }: Filters): Question<{ partner: { timeline: TimelinePoint[] } | null }> {
  const query = `query Timeline($id: ID!, $from: PartialDate, $to: PartialDate) {
  partner(id: $id) {
    timeline(by: YEAR, from: $from, to: $to) {
      period
      releaseCount
      initiativeCount
      newCollaboratorCount
    }
  }
}
`;
  return { query, variables: { id, ...(since && { from: since.slice(0, 4) }), ...(asOf && { to: asOf.slice(0, 4) }) } };
}

export interface PartnerInitiatives {
  partner: { initiatives: Page & { edges: { node: InitiativeRow; participations: Participation[] }[] } } | null;
}

/** What a partner takes part in, and who says so. */
export function partnerInitiatives(id: string, filters: Filters, locale: Language, first: number): Question<PartnerInitiatives> {
  const query = `query PartnerInitiatives($id: ID!, $first: Int, $where: InitiativeFilter, $locale: Locale) {
  partner(id: $id) {
    initiatives(first: $first, where: $where) {
      totalCount
      edges {
        node {
          ${indent(initiativeRow, 10)}
        }
        participations {
          ${indent(participation, 10)}
        }
      }
    }
  }
}
`;
  return { query, variables: { id, first, where: initiativeWhere(filters), locale } };
}

export interface PartnerReleases {
  partner: { releases: Page & { edges: { node: ReleaseRow & { summary: string | null; body: string | null }; role: MentionRole; evidence: Span[] }[] } } | null;
}

/** The releases that name a partner, and in which words. */
export function partnerReleases(id: string, filters: Filters, first: number): Question<PartnerReleases> {
  const query = `query PartnerReleases($id: ID!, $first: Int, $where: ReleaseFilter) {
  partner(id: $id) {
    releases(first: $first, where: $where) {
      totalCount
      edges {
        role
        node {
          ${indent(releaseRow, 10)}
          summary
          body(format: PLAIN)
        }
        evidence {
          section
          quote
          start
          end
        }
      }
    }
  }
}
`;
  return { query, variables: { id, first, where: releaseWhere(filters) } };
}

interface Ends<T> {
  edges: (T & { node: Named })[];
}

export interface SharedInitiative extends InitiativeRow {
  releases: Page & { edges: { node: ReleaseRow; stage: Stage; evidence: Span[] }[] };
  participants: Ends<{ participations: Participation[] }>;
}

export interface SharedRelease extends ReleaseRow {
  summary: string | null;
  body: string | null;
  partners: Ends<{ role: MentionRole; evidence: Span[] }>;
}

export interface Tie {
  partner: (Named & {
    collaborators: { edges: { node: Named; collaboration: Collaboration & { initiatives: SharedInitiative[]; releases: SharedRelease[] } }[] };
  }) | null;
}

/** What ties two partners, and the sentences that say so. */
export function tie(a: string, b: string, filters: Filters, publisher: Publisher | null, locale: Language): Question<Tie> {
  const query = `query Tie($a: String!, $b: String!, $both: [String!], $links: LinkFilter, $locale: Locale) {
  partner(slug: $a) {
    slug
    name(locale: $locale)
    collaborators(first: 1, where: {slug: {eq: $b}}, links: $links) {
      edges {
        node {
          slug
          name(locale: $locale)
        }
        collaboration {
          ${indent(collaboration, 10)}
          initiatives(first: 20) {
            ${indent(initiativeRow, 12)}
            releases(first: 3) {
              totalCount
              edges {
                stage
                node {
                  ${indent(releaseRow, 18)}
                }
                evidence {
                  section
                  quote
                  start
                  end
                }
              }
            }
            participants(first: 2, where: {slug: {in: $both}}) {
              edges {
                node {
                  slug
                  name(locale: $locale)
                }
                participations {
                  ${indent(participation, 18)}
                }
              }
            }
          }
          releases(first: 20) {
            ${indent(releaseRow, 12)}
            summary
            body(format: PLAIN)
            partners(first: 2, where: {slug: {in: $both}}) {
              edges {
                role
                node {
                  slug
                  name(locale: $locale)
                }
                evidence {
                  section
                  quote
                  start
                  end
                }
              }
            }
          }
        }
      }
    }
  }
}
`;
  return { query, variables: { a, b, both: [a, b], links: linksOf(filters, publisher), locale } };
}
