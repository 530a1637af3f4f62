import type { Span } from '../api.ts';

/** How many letters of the text are shown on either side of a quote. */
const around = 160;

/** Returns the plain text of a section. */
export function textOf(release: { title: string; summary: string | null; body: string | null }, section: Span['section']): string {
  return { TITLE: release.title, SUMMARY: release.summary, BODY: release.body }[section] ?? '';
}

/** A text with what quotes of it marked; cut leaves out what is far from them. */
export function Marked({ text, spans, cut = false }: { text: string; spans: readonly Span[]; cut?: boolean }) {
  const letters = [...text]; // Positions count code points.
  const parts = [];
  let at = 0;
  if (cut && spans[0] && spans[0].start > around) {
    at = spans[0].start - around;
    parts.push('… ');
  }
  for (const { start, end } of joined(spans)) {
    parts.push(letters.slice(at, start).join(''), <mark key={start}>{letters.slice(start, end).join('')}</mark>);
    at = end;
  }
  const stop = cut ? Math.min(letters.length, at + around) : letters.length;
  parts.push(letters.slice(at, stop).join(''), stop < letters.length ? ' …' : '');
  return <>{parts}</>;
}

/** Joins spans that touch, in the order of the text. */
function joined(spans: readonly Span[]): { start: number; end: number }[] {
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && start <= last.end) {
      last.end = Math.max(last.end, end);
    } else {
      result.push({ start, end });
    }
  }
  return result;
}
