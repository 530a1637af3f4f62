import type { Graph, Spot } from './graph.ts';
import { distinct, look, type Look, type Theme } from './palette.ts';
import type { ColourBy, Strings } from './types.ts';

/** Nodes that look alike. */
export interface Group {
  look: Look;
  text: string;
  count: number;
}

/** Tells the looks of spots. */
export interface Groups {
  of(spot: Spot): Look;
  /** Those that have members, in the order of their places; what has no look of its own comes last. */
  list: Group[];
}

interface Manner {
  colourBy: ColourBy;
  kinds: readonly string[];
  theme: Theme;
  strings: Strings;
}

/** Divides a graph's spots by community or kind. */
export function divide(graph: Graph, { colourBy, kinds, theme, strings }: Manner): Groups {
  const order = new Map(sortedKinds(graph, kinds).map((kind, i) => [kind, i]));
  const told = graph.spots.some(({ node }) => node[colourBy] !== undefined);
  const placeOf = (spot: Spot): number => {
    if (!told) {
      return 0;
    }
    const place = colourBy === 'kind' ? order.get(spot.node.kind ?? '') : (spot.node.community ?? 0) - 1;
    return place === undefined || place < 0 || place >= distinct ? distinct : place;
  };
  const found = new Map<number, Group>();
  for (const spot of graph.spots) {
    const place = placeOf(spot);
    const group = found.get(place) ?? { look: look(theme, place), text: told && place < distinct ? name(spot, colourBy, strings) : strings.others, count: 0 };
    group.count += 1;
    found.set(place, group);
  }
  const list = [...found].sort(([a], [b]) => a - b).map(([, group]) => group);
  return { of: (spot) => found.get(placeOf(spot))!.look, list };
}

function sortedKinds(graph: Graph, kinds: readonly string[]): string[] {
  const there = new Set(graph.spots.map((spot) => spot.node.kind).filter((kind) => kind !== undefined));
  kinds.forEach((kind) => there.delete(kind));
  return [...kinds, ...[...there].sort()];
}

function name({ node }: Spot, colourBy: ColourBy, strings: Strings): string {
  return colourBy === 'kind' ? strings.kind(node.kind ?? '') : strings.community(node.community ?? 0);
}
