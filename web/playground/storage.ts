/**
 * What GraphiQL keeps between visits, but for headers: they may hold keys, and
 * its history would write them to disk.
 */
export const storage = {
  getItem: (name: string): string | null => localStorage.getItem(name),
  removeItem: (name: string): void => localStorage.removeItem(name),
  setItem: (name: string, value: string): void => {
    const kept = withoutHeaders(name, value);
    if (kept === '') {
      localStorage.removeItem(name);
      return;
    }
    localStorage.setItem(name, kept);
  },
  get length(): number {
    return names().length;
  },
  clear: (): void => names().forEach((name) => localStorage.removeItem(name)),
};

function names(): string[] {
  return Object.keys(localStorage).filter((name) => name.startsWith('graphiql:'));
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
