import type { Question } from '../ask.ts';
import { isObject } from './fields.ts';
import type { PartnerData } from './partners.ts';

/** The release that a quote stands in. */
export interface Source {
  id: string;
  title: string;
  language?: string;
  publishedOn?: string | null;
  sourceUrl?: string | null;
  summary?: string | null;
  body?: string | null;
}

/** Where a release says something; positions count code points. */
export interface Evidence {
  section?: 'TITLE' | 'SUMMARY' | 'BODY';
  start?: number;
  end?: number;
  quote: string;
  release?: Source;
}

export interface Connection<Edge> {
  edges: Edge[];
}

/** A partner's part in a shared initiative. */
export interface ParticipantEdge {
  node: { name: string };
  participations: { role?: string; since?: string | null; until?: string | null; evidence: Evidence[] }[];
}

export interface SharedInitiative {
  id?: string;
  name: string;
  kind?: string;
  startedOn?: string | null;
  participants: Connection<ParticipantEdge>;
}

export interface SharedRelease {
  id?: string;
  title: string;
  publishedOn?: string | null;
  sourceUrl?: string | null;
  partners: Connection<{ node: { name: string }; role?: string; evidence: Evidence[] }>;
}

/** What two partners share, with what proves it. */
export interface TieDetails {
  strength?: number;
  sharedInitiativeCount?: number;
  sharedReleaseCount?: number;
  firstSharedOn?: string | null;
  lastSharedOn?: string | null;
  initiatives: SharedInitiative[];
  releases: SharedRelease[];
}

const query = `query Tie($one: PartnerFilter!, $other: PartnerFilter!, $both: PartnerFilter!, $links: LinkFilter) {
  partners(first: 1, where: $one) {
    nodes {
      collaborators(first: 1, where: $other, links: $links) {
        edges {
          collaboration {
            strength
            sharedInitiativeCount
            sharedReleaseCount
            firstSharedOn
            lastSharedOn
            initiatives(first: 20) {
              id
              name
              kind
              startedOn
              participants(first: 2, where: $both) {
                edges {
                  node { name }
                  participations { role since until evidence { ...proof } }
                }
              }
            }
            releases(first: 20) {
              id
              title
              publishedOn
              sourceUrl
              partners(first: 2, where: $both) {
                edges { node { name } role evidence { ...proof } }
              }
            }
          }
        }
      }
    }
  }
}

fragment proof on Evidence {
  section
  start
  end
  quote
  release { id title language publishedOn sourceUrl summary body(format: PLAIN) }
}
`;

/** Returns the question for what ties exactly two partners; null where one of them cannot be named. */
export function questionFor(one: PartnerData, other: PartnerData, links: unknown): Question | null {
  const [first, second] = [filterFor(one), filterFor(other)];
  if (!first || !second) {
    return null;
  }
  return { query, operationName: 'Tie', variables: { one: first, other: second, both: { or: [first, second] }, links: links ?? null } };
}

function filterFor({ id, slug, name }: PartnerData): object | null {
  if (id !== undefined) {
    return { id: { eq: id } };
  }
  if (slug !== undefined) {
    return { slug: { eq: slug } };
  }
  return name === undefined ? null : { name: { eq: name } };
}

/** Reads the answer to questionFor; null where the two are not tied, as for one who asks later or of another day. */
export function detailsIn(data: Record<string, unknown> | null | undefined): TieDetails | null {
  const partners = data?.['partners'] as { nodes: { collaborators: Connection<{ collaboration: TieDetails }> | null }[] } | undefined;
  return partners?.nodes[0]?.collaborators?.edges[0]?.collaboration ?? null;
}

/** Returns what an answer itself holds of a tie, if it holds quotes for all that it counts. */
export function heldDetails(told: unknown): TieDetails | null {
  if (!isObject(told)) {
    return null;
  }
  const { initiatives, releases, sharedInitiativeCount, sharedReleaseCount } = told;
  const whole = (list: unknown, count: unknown, quoted: (item: unknown) => boolean): boolean =>
    Array.isArray(list) ? list.length === (count ?? list.length) && list.every(quoted) : count === 0;
  if (!whole(initiatives, sharedInitiativeCount, isQuotedInitiative) || !whole(releases, sharedReleaseCount, isQuotedRelease)) {
    return null;
  }
  return { initiatives: [], releases: [], ...told } as unknown as TieDetails;
}

const isEvidence = (list: unknown): boolean => Array.isArray(list) && list.every((one) => isObject(one) && typeof one['quote'] === 'string');

const edgesOf = (value: unknown): unknown[] => (isObject(value) && Array.isArray(value['edges']) ? value['edges'] : [null]);

const isNamed = (edge: unknown): edge is Record<string, unknown> => isObject(edge) && isObject(edge['node']) && typeof edge['node']['name'] === 'string';

function isQuotedInitiative(item: unknown): boolean {
  const isPart = (part: unknown) => isObject(part) && isEvidence(part['evidence']);
  return (
    isObject(item) &&
    typeof item['name'] === 'string' &&
    edgesOf(item['participants']).every((edge) => isNamed(edge) && Array.isArray(edge['participations']) && edge['participations'].every(isPart))
  );
}

function isQuotedRelease(item: unknown): boolean {
  return isObject(item) && typeof item['title'] === 'string' && edgesOf(item['partners']).every((edge) => isNamed(edge) && isEvidence(edge['evidence']));
}
