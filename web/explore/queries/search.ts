import type { InitiativeRow, Named, Page, PartnerRow, ReleaseRow } from '../api.ts';
import type { Sort } from '../address.ts';
import type { Question } from '../ask.ts';
import type { Language } from '../texts/language.ts';
import { indent, initiativeRow, releaseRow } from './pieces.ts';

/** What was found of one sort, the best first. */
export interface Matches<T> extends Page {
  edges: { snippet: string; node: T }[];
}

export interface Found {
  partners: Matches<PartnerRow>;
  initiatives: Matches<InitiativeRow>;
  topics: Matches<Named>;
  releases: Matches<ReleaseRow>;
}

const types = { partners: 'Partner', initiatives: 'Initiative', topics: 'Topic', releases: 'Release' } as const;

const fields: Record<Sort, string> = {
  partners: 'id\nslug\nname(locale: $locale)\nkind',
  initiatives: initiativeRow,
  topics: 'slug\nname(locale: $locale)',
  releases: releaseRow,
};

/** What is found for a text, whose last word may be unfinished; each sort by itself. */
export function find(text: string, locale: Language, first: number): Question<Found> {
  const parts = (Object.keys(types) as Sort[]).map(
    (sort) => `  ${sort}: search(query: $text, types: [${types[sort].toUpperCase()}], first: $first) {
    totalCount
    edges {
      snippet
      node {
        ... on ${types[sort]} {
          ${indent(fields[sort], 10)}
        }
      }
    }
  }
`,
  );
  const query = `query Find($text: String!, $first: Int, $locale: Locale) {\n${parts.join('')}}\n`;
  return { query, variables: { text: unfinished(text.trim()), first, locale } };
}

/** The most characters that the API takes. */
const most = 256;

/** Lets the last word stand for all that begin with it; phrases in quotes stay as they are. */
export function unfinished(text: string): string {
  const cut = [...text].slice(0, most - 1).join('');
  return /[\p{L}\p{N}]$/u.test(cut) && !/["“”]/.test(cut) ? `${cut}*` : cut;
}
