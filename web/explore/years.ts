import type { Group } from './api.ts';

/**
 * Reads groups by year and kind. years has those without releases as well, so
 * that a picture's axis is even; undated counts what has no date.
 */
export function yearsOf(groups: readonly Group[]): { years: string[]; of: (year: string, kind: string) => number; undated: number } {
  const counts = new Map<string, number>();
  let undated = 0;
  const dated: number[] = [];
  for (const { count, keys } of groups) {
    const [year, kind] = [keys[0]?.value, keys[1]?.value];
    if (year) {
      dated.push(Number(year));
      counts.set(`${year} ${kind}`, count);
    } else {
      undated += count;
    }
  }
  const from = Math.min(...dated);
  const years = dated.length === 0 ? [] : Array.from({ length: Math.max(...dated) - from + 1 }, (_, i) => String(from + i));
  return { years, of: (year, kind) => counts.get(`${year} ${kind}`) ?? 0, undated };
}
