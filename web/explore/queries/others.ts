import type { Filters } from '../address.ts';
import type { InitiativeRow, Money, Name, Named, Network, Page, Participation, PartnerRow, Publisher, QuotedRelease, ReleaseRow, Span } from '../api.ts';
import type { Question } from '../ask.ts';
import type { MentionRole, Stage } from '../kinds.ts';
import type { Language } from '../texts/language.ts';
import { indent, initiativeRow, network, participation, quotedRelease, releaseRow } from './pieces.ts';
import { linksOf } from './where.ts';

const span = `section
quote
start
end`;

export interface InitiativePage extends InitiativeRow {
  names: Name[];
  description: string | null;
  endedOn: string | null;
  funding: Money | null;
  parent: Named | null;
  topics: Named[];
}

/** What an initiative is. */
export function initiative(slug: string, locale: Language): Question<{ initiative: InitiativePage | null }> {
  const query = `query Initiative($slug: String!, $locale: Locale) {
  initiative(slug: $slug) {
    ${indent(initiativeRow, 4)}
    endedOn
    description(locale: $locale)
    names {
      text
      locale
      kind
    }
    funding {
      amount
      currency
    }
    parent {
      slug
      name(locale: $locale)
    }
    topics {
      slug
      name(locale: $locale)
    }
  }
}
`;
  return { query, variables: { slug, locale } };
}

export interface Participants {
  initiative: { participants: Page & { edges: { node: PartnerRow; participations: Participation[] }[] } } | null;
}

/** Who takes part in an initiative, and who says so. */
export function participants(slug: string, locale: Language): Question<Participants> {
  const query = `query Participants($slug: String!, $locale: Locale) {
  initiative(slug: $slug) {
    participants(first: 50) {
      totalCount
      edges {
        node {
          id
          slug
          name(locale: $locale)
          kind
        }
        participations {
          ${indent(participation, 10)}
        }
      }
    }
  }
}
`;
  return { query, variables: { slug, locale } };
}

export interface InitiativeReleases {
  initiative: { releases: Page & { edges: { node: ReleaseRow & QuotedRelease; stage: Stage; evidence: Span[] }[] } } | null;
}

/** The releases that report an initiative, and in which words. */
export function initiativeReleases(slug: string, first: number): Question<InitiativeReleases> {
  const query = `query InitiativeReleases($slug: String!, $first: Int) {
  initiative(slug: $slug) {
    releases(first: $first) {
      totalCount
      edges {
        stage
        node {
          kind
          ${indent(quotedRelease, 10)}
        }
        evidence {
          ${indent(span, 10)}
        }
      }
    }
  }
}
`;
  return { query, variables: { slug, first } };
}

/** The ties among some partners. */
export function among(ids: readonly string[], filters: Filters, publisher: Publisher | null, locale: Language): Question<{ partnerNetwork: Network }> {
  const query = `query AmongThem($ids: [ID!], $links: LinkFilter, $locale: Locale) {
  partnerNetwork(focus: $ids, depth: 0, links: $links) {
    ${indent(network, 4)}
  }
}
`;
  return { query, variables: { ids, links: linksOf(filters, publisher), locale } };
}

export interface Picture {
  url: string;
  alt: string;
  width: number | null;
  height: number | null;
  credit: string | null;
}

export interface ReleasePage extends QuotedRelease {
  kind: ReleaseRow['kind'];
  heroImage: Picture | null;
  sourceUrl: string | null;
  publisher: Named | null;
  topics: Named[];
  translations: ReleaseRow[];
  corrections: { note: string; correctedAt: string }[];
  partners: Page & { edges: { node: PartnerRow; role: MentionRole; evidence: Span[] }[] };
  initiatives: Page & { edges: { node: InitiativeRow; stage: Stage; evidence: Span[] }[] };
}

/** A release with all that it names. */
export function release(slug: string, locale: Language): Question<{ release: ReleasePage | null }> {
  const query = `query Release($slug: String!, $locale: Locale) {
  release(slug: $slug) {
    kind
    ${indent(quotedRelease, 4)}
    heroImage {
      url
      alt
      width
      height
      credit
    }
    sourceUrl
    publisher {
      slug
      name(locale: $locale)
    }
    topics {
      slug
      name(locale: $locale)
    }
    translations {
      ${indent(releaseRow, 6)}
    }
    corrections {
      note
      correctedAt
    }
    partners(first: 50) {
      totalCount
      edges {
        role
        node {
          id
          slug
          name(locale: $locale)
          kind
        }
        evidence {
          ${indent(span, 10)}
        }
      }
    }
    initiatives(first: 50) {
      totalCount
      edges {
        stage
        node {
          ${indent(initiativeRow, 10)}
        }
        evidence {
          ${indent(span, 10)}
        }
      }
    }
  }
}
`;
  return { query, variables: { slug, locale } };
}
