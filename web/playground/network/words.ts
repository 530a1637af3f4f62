import type { PictureNode, Strings } from '../../picture/index.ts';

/** The kinds of partners, in the order by which each keeps its colour. */
export const kinds = [
  'UNIVERSITY', 'COMPANY', 'GOVERNMENT', 'RESEARCH_INSTITUTE', 'HOSPITAL', 'FOUNDATION', 'FUNDER', 'ASSOCIATION', 'SCHOOL', 'MEDIA', 'OTHER',
];

/** Writes a value of an enum as words. */
export function words(value: string): string {
  const text = value.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Writes a number with its noun. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

/** What the picture of partners says, in English. An answer may hold a part of a network: ties are counted as drawn. */
export const strings: Strings = {
  picture: (nodes, ties) => `Network of ${count(nodes, 'partner')} and ${count(ties, 'tie')}`,
  help:
    'Arrow keys move to the nearest partner in a direction, Page Down and Page Up to the next and the previous by importance, Home to the first. ' +
    'T moves along the ties of a partner. Enter selects, Escape ends the selection. Plus and minus zoom, 0 shows all, Shift with arrow keys moves the view.',
  node: (node, ties) => [node.label, kindOf(node), communityOf(node), `${count(ties, 'tie')} in the picture`].filter(Boolean).join(', '),
  tie: (tie, source, target) => `${source.label} and ${target.label}: strength ${tie.weight}`,
  kind: words,
  community: (number) => `Community ${number}`,
  others: 'Others',
  zoomIn: 'Enlarge',
  zoomOut: 'Reduce',
  fit: 'Show all',
};

const kindOf = (node: PictureNode): string => (node.kind ? words(node.kind) : '');

const communityOf = (node: PictureNode): string => (node.community ? `community ${node.community}` : '');
