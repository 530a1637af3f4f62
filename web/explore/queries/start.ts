import type { Group, Network, Page, Publisher, ReleaseRow } from '../api.ts';
import type { Filters } from '../address.ts';
import type { Question } from '../ask.ts';
import type { Language } from '../texts/language.ts';
import { initiativeWhere, linksOf, partnerWhere, releaseWhere } from './where.ts';
import { indent, network, releaseRow } from './pieces.ts';

export interface Newsroom {
  newsroom: { name: string };
  releases: { nodes: { publisher: Publisher | null }[] };
}

/** What the newsroom is called, and who publishes. */
export function newsroom(locale: Language): Question<Newsroom> {
  const query = `query Newsroom($locale: Locale) {
  newsroom {
    name
  }
  releases(first: 100) {
    nodes {
      publisher {
        id
        slug
        name(locale: $locale)
      }
    }
  }
}
`;
  return { query, variables: { locale } };
}

export interface Glance {
  releases: Page;
  partners: Page;
  initiatives: Page;
  topics: Page;
}

/** How much there is. */
export function glance(): Question<Glance> {
  const query = `query Glance {
  releases(first: 1) {
    totalCount
  }
  partners(first: 1) {
    totalCount
  }
  initiatives(first: 1) {
    totalCount
  }
  topics(first: 1) {
    totalCount
  }
}
`;
  return { query, variables: {} };
}

export interface PerYear {
  releases: Page & { groups: Group[] };
}

/** Releases by year and kind. */
export function perYear(filters: Filters): Question<PerYear> {
  const query = `query ReleasesPerYear($where: ReleaseFilter) {
  releases(first: 1, where: $where) {
    totalCount
    groups(by: [YEAR, KIND], orderBy: KEY_ASC, first: 1000) {
      count
      keys {
        value
      }
    }
  }
}
`;
  return { query, variables: { where: releaseWhere(filters) } };
}

export interface PerKind {
  partners: Page & { groups: Group[] };
  initiatives: Page & { groups: Group[] };
}

/** Partners and initiatives by kind. */
export function perKind(filters: Filters): Question<PerKind> {
  const query = `query PerKind($partners: PartnerFilter, $initiatives: InitiativeFilter) {
  partners(first: 1, where: $partners) {
    totalCount
    groups(by: [KIND]) {
      count
      keys {
        value
      }
    }
  }
  initiatives(first: 1, where: $initiatives) {
    totalCount
    groups(by: [KIND]) {
      count
      keys {
        value
      }
    }
  }
}
`;
  return { query, variables: { partners: partnerWhere(filters), initiatives: initiativeWhere(filters) } };
}

/** The middle of the network. */
export function bestConnected(filters: Filters, publisher: Publisher | null, locale: Language): Question<{ partnerNetwork: Network }> {
  const query = `query BestConnected($links: LinkFilter, $where: PartnerFilter, $locale: Locale) {
  partnerNetwork(limit: 40, links: $links, where: $where) {
    ${indent(network, 4)}
  }
}
`;
  return { query, variables: { links: linksOf(filters, publisher), where: partnerWhere(filters), locale } };
}

export interface Latest {
  releases: Page & { nodes: ReleaseRow[] };
}

/** The newest releases. */
export function latest(filters: Filters, first: number): Question<Latest> {
  const query = `query LatestReleases($first: Int, $where: ReleaseFilter) {
  releases(first: $first, where: $where) {
    totalCount
    nodes {
      ${indent(releaseRow, 6)}
    }
  }
}
`;
  return { query, variables: { first, where: releaseWhere(filters) } };
}
