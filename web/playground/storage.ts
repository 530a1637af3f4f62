import { visits } from './keep.ts';

/**
 * What GraphiQL keeps between visits, but for headers: they may hold keys, and
 * its history would write them to disk.
 */
export const storage = {
  getItem: (name: string): string | null => visits.getItem(name),
  removeItem: (name: string): void => visits.removeItem(name),
  setItem: (name: string, value: string): void => {
    const kept = withoutHeaders(name, value);
    if (kept === '') {
      visits.removeItem(name);
      return;
    }
    visits.setItem(name, kept);
  },
  get length(): number {
    return names().length;
  },
  clear: (): void => names().forEach((name) => visits.removeItem(name)),
};

function names(): string[] {
  return visits.names().filter((name) => name.startsWith('graphiql:'));
}

function withoutHeaders(name: string, value: string): string {
  if (name === 'graphiql:headers') {
    return '';
  }
  if (!value.includes('"headers"')) {
    return value;
  }
  try {
    return JSON.stringify(JSON.parse(value, (key, member: unknown) => (key === 'headers' ? null : member)));
  } catch {
    return '';
  }
}
