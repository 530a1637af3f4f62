import { useEffect, useState } from 'preact/hooks';
import { type InitiativeKind, initiativeKinds, type PartnerKind, partnerKinds } from './kinds.ts';
import { type Language, languages } from './texts/language.ts';

/** The pages that have names of their own in addresses. */
export const sorts = ['partners', 'initiatives', 'releases', 'topics'] as const;
export type Sort = (typeof sorts)[number];

/** What a page is about. */
export type Place = { page: 'start' } | { page: 'search' } | { page: 'missing' } | { page: Sort; slug: string };

/** Which ties count, and which partners are shown. What is not given is empty. */
export interface Filters {
  since: string;
  asOf: string;
  basis: '' | 'INITIATIVE' | 'RELEASE';
  kinds: readonly InitiativeKind[];
  partnerKinds: readonly PartnerKind[];
  withoutPublisher: boolean;
  minStrength: number;
}

/** All that the address bar tells. */
export interface Address {
  place: Place;
  filters: Filters;
  /** The slugs of two partners whose tie is being read. */
  tie: readonly [string, string] | null;
  /** What is searched for. */
  text: string;
  /** The language that was chosen; null where the browser's holds. */
  language: Language | null;
}

export const noFilters: Filters = {
  since: '', asOf: '', basis: '', kinds: [], partnerKinds: [], withoutPublisher: false, minStrength: 1,
};

/** Returns how many filters are set. */
export function countOf(filters: Filters): number {
  const set = [filters.since, filters.asOf, filters.basis, filters.kinds.length, filters.partnerKinds.length, filters.withoutPublisher, filters.minStrength > 1];
  return set.filter(Boolean).length;
}

const root = '/explore';

/** Reports whether a text is a date that there is: 2020, 2020-06 or 2020-06-30. */
export function isDate(text: string): boolean {
  if (!/^\d{4}(-\d\d){0,2}$/.test(text)) {
    return false;
  }
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

/** Reads an address. What makes no sense in it is left out. */
export function readAddress(url: URL): Address {
  const params = url.searchParams;
  const tie = (params.get('tie') ?? '').split('~');
  return {
    place: readPlace(url.pathname),
    filters: readFilters(params),
    tie: tie.length === 2 && tie[0] && tie[1] ? [tie[0], tie[1]] : null,
    text: params.get('q') ?? '',
    language: member(languages, params.get('lang')),
  };
}

function readPlace(path: string): Place {
  const [page = '', slug = '', ...rest] = path.slice(root.length).replace(/^\/|\/$/g, '').split('/');
  const sort = member(sorts, page);
  if (sort && slug && rest.length === 0) {
    try {
      return { page: sort, slug: decodeURIComponent(slug) };
    } catch {
      return { page: 'missing' };
    }
  }
  if (slug) {
    return { page: 'missing' };
  }
  return page === '' ? { page: 'start' } : page === 'search' ? { page: 'search' } : { page: 'missing' };
}

function readFilters(params: URLSearchParams): Filters {
  const since = params.get('since') ?? '';
  const asOf = params.get('asOf') ?? '';
  const strength = Number(params.get('strength'));
  return {
    since: isDate(since) ? since : '',
    asOf: asOf.length === 10 && isDate(asOf) ? asOf : '',
    basis: member(['INITIATIVE', 'RELEASE'] as const, params.get('basis')) ?? '',
    kinds: initiativeKinds.filter((kind) => params.getAll('kind').includes(kind)),
    partnerKinds: partnerKinds.filter((kind) => params.getAll('partnerKind').includes(kind)),
    withoutPublisher: params.get('publisher') === 'without',
    minStrength: Number.isInteger(strength) && strength > 1 && strength < 1000 ? strength : 1,
  };
}

function member<T extends string>(all: readonly T[], value: string | null): T | null {
  return all.find((one) => one === value) ?? null;
}

/** Writes an address as path and query. */
export function writeAddress({ place, filters, tie, text, language }: Address): string {
  const params = new URLSearchParams();
  const put = (name: string, value: string) => value && params.append(name, value);
  put('q', place.page === 'search' ? text : '');
  put('since', filters.since);
  put('asOf', filters.asOf);
  put('basis', filters.basis);
  filters.kinds.forEach((kind) => put('kind', kind));
  filters.partnerKinds.forEach((kind) => put('partnerKind', kind));
  put('publisher', filters.withoutPublisher ? 'without' : '');
  put('strength', filters.minStrength > 1 ? String(filters.minStrength) : '');
  put('tie', tie ? tie.join('~') : '');
  put('lang', language ?? '');
  const query = params.toString();
  return pathOf(place) + (query && `?${query}`);
}

function pathOf(place: Place): string {
  if ('slug' in place) {
    return `${root}/${place.page}/${encodeURIComponent(place.slug)}`;
  }
  return place.page === 'search' ? `${root}/search` : root;
}

/** Reports whether two addresses show the same page, though filtered otherwise. */
export function samePlace(a: Place, b: Place): boolean {
  return pathOf(a) === pathOf(b) && a.page === b.page;
}

const moved = 'explore:moved';

/** Goes to what differs from where we are; what is not said stays. replace leaves no step to come back to. */
export function go(change: Partial<Address>, replace = false): void {
  const next = writeAddress({ ...readAddress(new URL(location.href)), ...change });
  if (next !== location.pathname + location.search) {
    history[replace ? 'replaceState' : 'pushState'](null, '', next);
    dispatchEvent(new Event(moved));
  }
}

/** Returns where we are, and stays up to date. */
export function useAddress(): Address {
  const [address, setAddress] = useState(() => readAddress(new URL(location.href)));
  useEffect(() => {
    const read = () => setAddress(readAddress(new URL(location.href)));
    addEventListener('popstate', read);
    addEventListener(moved, read);
    return () => {
      removeEventListener('popstate', read);
      removeEventListener(moved, read);
    };
  }, []);
  return address;
}
