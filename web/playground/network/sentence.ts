import type { Evidence, Source } from './tie.ts';

/** A quote within the sentence it stands in. */
export interface Sentence {
  before: string;
  quote: string;
  after: string;
}

/** Returns the sentence, or sentences, that a quote stands in; the quote alone where the release's text is not at hand. */
export function sentenceOf({ quote, section, start, end, release }: Evidence): Sentence {
  const text = release && section ? sectionOf(release, section) : null;
  if (text === null || start === undefined || end === undefined) {
    return { before: '', quote, after: '' };
  }
  const points = [...text];
  const from = points.slice(0, start).join('').length;
  const to = from + points.slice(start, end).join('').length;
  if (text.slice(from, to) !== quote) {
    return { before: '', quote, after: '' };
  }
  const [first, last] = around(text, from, to, release?.language);
  return { before: text.slice(first, from).trimStart(), quote, after: text.slice(to, last).trimEnd() };
}

function sectionOf(release: Source, section: NonNullable<Evidence['section']>): string | null {
  const texts = { TITLE: release.title, SUMMARY: release.summary, BODY: release.body };
  return texts[section] ?? null;
}

/** Returns where the sentences begin and end that a range touches; lines end sentences too. */
function around(text: string, from: number, to: number, language: string | undefined): [number, number] {
  let [first, last] = [from, to];
  for (const { index, segment } of segmenter(language).segment(text)) {
    const end = index + segment.length;
    if (index <= from && from < end) {
      first = Math.max(index, text.lastIndexOf('\n', from) + 1);
    }
    if (index < to && to <= end) {
      const line = text.indexOf('\n', to);
      last = line < 0 ? end : Math.min(end, line);
    }
  }
  return [first, last];
}

function segmenter(language: string | undefined): Intl.Segmenter {
  try {
    return new Intl.Segmenter(language?.replaceAll('_', '-'), { granularity: 'sentence' });
  } catch {
    return new Intl.Segmenter('en', { granularity: 'sentence' });
  }
}
