import type { InitiativeRow, Named, Page, PartnerRow, ReleaseRow } from '../api.ts';
import type { Sort } from '../address.ts';
import type { Question } from '../ask.ts';
import type { Language } from '../texts/language.ts';
import { indent, initiativeRow, releaseRow } from './pieces.ts';

/** What was found of one sort, the best first. */
export interface Matches<T> {
  edges: { snippet: string; node: T }[];
}

/** The first that was found of each sort. */
export interface Suggested {
  partners: Matches<PartnerRow>;
  initiatives: Matches<InitiativeRow>;
  topics: Matches<Named>;
  releases: Matches<ReleaseRow>;
}

export type Found = { [S in keyof Suggested]: Suggested[S] & Page };

const types = { partners: 'Partner', initiatives: 'Initiative', topics: 'Topic', releases: 'Release' } as const;

const fields: Record<Sort, string> = {
  partners: 'id\nslug\nname(locale: $locale)\nkind',
  initiatives: initiativeRow,
  topics: 'slug\nname(locale: $locale)',
  releases: releaseRow,
};

/** What is found for a text, whose last word may be unfinished; each sort by itself, and how much there is of it. */
export function find(text: string, locale: Language, first: number): Question<Found> {
  return searching('Find', '\n    totalCount', text, locale, first);
}

/** The same for somebody who is still typing, to whom nobody counts what there is. */
export function suggest(text: string, locale: Language, first: number): Question<Suggested> {
  return searching('Suggest', '', text, locale, first);
}

function searching<T>(name: string, count: string, text: string, locale: Language, first: number): Question<T> {
  const parts = (Object.keys(types) as Sort[]).map(
    (sort) => `  ${sort}: search(query: $text, types: [${types[sort].toUpperCase()}], first: $first) {${count}
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
  const query = `query ${name}($text: String!, $first: Int, $locale: Locale) {\n${parts.join('')}}\n`;
  return { query, variables: { text: unfinished(text.trim()), first, locale } };
}

/** The most characters that the API takes. */
const most = 256;

/** Lets the last word stand for all that begin with it; phrases in quotes stay as they are. */
export function unfinished(text: string): string {
  const cut = [...text].slice(0, most - 1).join('');
  return /[\p{L}\p{N}]$/u.test(cut) && !/["“”]/.test(cut) ? `${cut}*` : cut;
}
