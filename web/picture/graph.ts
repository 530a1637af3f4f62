import type { SimulationLinkDatum, SimulationNodeDatum } from 'd3-force';
import { type Chosen, type PictureData, type PictureNode, type PictureTie, tieId } from './types.ts';

/** A node with its place; x and y are those of the layout. */
export interface Spot extends SimulationNodeDatum {
  id: string;
  node: PictureNode;
  x: number;
  y: number;
  radius: number;
  ties: Line[];
}

/** A tie with its ends. */
export interface Line extends SimulationLinkDatum<Spot> {
  id: string;
  tie: PictureTie;
  source: Spot;
  target: Spot;
  width: number;
}

/** A spot or a line; both have ids of their own. */
export type Thing = Spot | Line;

export const isSpot = (thing: Thing): thing is Spot => 'node' in thing;

/** A network that can be laid out and drawn. Spots stand in the order of their importance. */
export interface Graph {
  spots: Spot[];
  lines: Line[];
  byId: Map<string, Thing>;
}

const smallest = 4;
const largest = 22;

/** Joins nodes and ties. What was in the former graph keeps its place there. */
export function join(data: PictureData, former?: Graph): Graph {
  const byId = new Map<string, Thing>();
  const spots = [...new Map(data.nodes.map((node) => [node.id, node])).values()].map((node) => spotOf(node, former));
  spots.forEach((spot) => byId.set(spot.id, spot));
  const lines: Line[] = [];
  for (const tie of data.ties) {
    const line = lineOf(tie, byId);
    if (line && !byId.has(line.id)) {
      byId.set(line.id, line);
      lines.push(line);
      line.source.ties.push(line);
      line.target.ties.push(line);
    }
  }
  const most = Math.max(1, ...spots.map(sizeOf));
  const step = Math.min(3.2, (largest - smallest) / Math.sqrt(most));
  for (const spot of spots) {
    spot.radius = smallest + step * Math.sqrt(sizeOf(spot)) + (spot.node.focus ? 2 : 0);
    spot.ties.sort((a, b) => b.tie.weight - a.tie.weight || compare(a.id, b.id));
  }
  broaden(lines);
  spots.sort(byImportance);
  lines.sort((a, b) => a.tie.weight - b.tie.weight || compare(a.id, b.id));
  return { spots, lines, byId };
}

function spotOf(node: PictureNode, former?: Graph): Spot {
  const before = former?.byId.get(node.id);
  const spot: Spot = { id: node.id, node, x: NaN, y: NaN, radius: smallest, ties: [] };
  if (before && isSpot(before)) {
    const { x, y, fx, fy } = before;
    Object.assign(spot, { x, y, fx, fy });
  }
  return spot;
}

function lineOf(tie: PictureTie, byId: Map<string, Thing>): Line | null {
  const source = byId.get(tie.source);
  const target = byId.get(tie.target);
  if (!source || !target || source === target || !isSpot(source) || !isSpot(target)) {
    return null;
  }
  return { id: tieId(tie), tie, source, target, width: thinnest };
}

const thinnest = 0.9;
const broadest = 7;

/** Draws ties by their share of the strongest, which is the broader the stronger it is itself. */
function broaden(lines: Line[]): void {
  const most = Math.max(1, ...lines.map((line) => line.tie.weight));
  const range = Math.min(broadest - thinnest, 1.1 * Math.log2(most));
  for (const line of lines) {
    line.width = thinnest + range * Math.min(1, Math.max(0, line.tie.weight / most));
  }
}

const sizeOf = (spot: Spot): number => Math.max(0, spot.node.size ?? spot.ties.length);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function byImportance(a: Spot, b: Spot): number {
  return Number(b.node.focus ?? false) - Number(a.node.focus ?? false) || sizeOf(b) - sizeOf(a) || compare(a.node.label, b.node.label) || compare(a.id, b.id);
}

/** Returns what a thing is to those who use the picture. */
export function chosen(thing: Thing): Chosen {
  return isSpot(thing) ? { type: 'node', node: thing.node } : { type: 'tie', tie: thing.tie };
}

/** Returns all that belongs to a thing: a spot with its ties and neighbours, a line with its ends. */
export function around(thing: Thing): Set<Thing> {
  if (!isSpot(thing)) {
    return new Set<Thing>([thing, thing.source, thing.target]);
  }
  return new Set<Thing>([thing, ...thing.ties, ...thing.ties.flatMap((line) => [line.source, line.target])]);
}
