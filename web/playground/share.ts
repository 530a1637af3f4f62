/** What a link carries: never headers, never keys. */
export interface Shared {
  query: string;
  variables: string;
}

/** Returns the playground's address with query and variables in its fragment, which no server sees. */
export function link(shared: Shared, page = location.origin + location.pathname): string {
  const params = new URLSearchParams({ query: shared.query });
  if (shared.variables.trim() !== '') {
    params.set('variables', shared.variables);
  }
  return `${page}#${params.toString()}`;
}

/** Reads what a fragment carries; null where it carries nothing. */
export function readFragment(fragment: string): Shared | null {
  const params = new URLSearchParams(fragment.replace(/^#/, ''));
  const query = params.get('query');
  return query === null ? null : { query, variables: params.get('variables') ?? '' };
}

/** Takes what the address carries, once: a reload goes on with what has been edited since. */
export function takeFragment(): Shared | null {
  const shared = readFragment(location.hash);
  if (shared) {
    history.replaceState(null, '', location.pathname + location.search);
  }
  return shared;
}
