import type { Group, InitiativeRow, Name, Named, Page, ReleaseRow } from '../api.ts';
import type { Question } from '../ask.ts';
import type { Language } from '../texts/language.ts';
import { indent, initiativeRow, releaseRow } from './pieces.ts';

export interface TopicPage extends Named {
  names: Name[];
  parent: Named | null;
  children: Named[];
}

/** What a topic is. */
export function topic(slug: string, locale: Language): Question<{ topic: TopicPage | null }> {
  const query = `query Topic($slug: String!, $locale: Locale) {
  topic(slug: $slug) {
    slug
    name(locale: $locale)
    names {
      text
      locale
      kind
    }
    parent {
      slug
      name(locale: $locale)
    }
    children {
      slug
      name(locale: $locale)
    }
  }
}
`;
  return { query, variables: { slug, locale } };
}

/** What is about a topic, by year and kind. */
export function topicPerYear(slug: string): Question<{ topic: { releases: Page & { groups: Group[] } } | null }> {
  const query = `query TopicPerYear($slug: String!) {
  topic(slug: $slug) {
    releases(first: 1) {
      totalCount
      groups(by: [YEAR, KIND], orderBy: KEY_ASC, first: 1000) {
        count
        keys {
          value
        }
      }
    }
  }
}
`;
  return { query, variables: { slug } };
}

/** The newest releases about a topic. */
export function topicReleases(slug: string, first: number): Question<{ topic: { releases: Page & { nodes: ReleaseRow[] } } | null }> {
  const query = `query TopicReleases($slug: String!, $first: Int) {
  topic(slug: $slug) {
    releases(first: $first) {
      totalCount
      nodes {
        ${indent(releaseRow, 8)}
      }
    }
  }
}
`;
  return { query, variables: { slug, first } };
}

/** The newest initiatives about a topic. */
export function topicInitiatives(slug: string, locale: Language, first: number): Question<{ topic: { initiatives: Page & { nodes: InitiativeRow[] } } | null }> {
  const query = `query TopicInitiatives($slug: String!, $first: Int, $locale: Locale) {
  topic(slug: $slug) {
    initiatives(first: $first) {
      totalCount
      nodes {
        ${indent(initiativeRow, 8)}
      }
    }
  }
}
`;
  return { query, variables: { slug, first, locale } };
}
