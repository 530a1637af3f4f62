import { around, type Graph, isSpot, type Line, type Spot, type Thing } from './graph.ts';
import type { Group, Groups } from './groups.ts';
import { type Box, cut, fontSize, type Measure, Room } from './labels.ts';
import type { Look, Theme } from './palette.ts';
import { nodeScale, type Size, type View } from './view.ts';

/** A tie on the screen. */
export interface Stroke {
  line: Line;
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  width: number;
  colour: string;
  alpha: number;
  /** Whether it lies before what is not attended to. */
  front: boolean;
}

/** A node on the screen. */
export interface Mark {
  spot: Spot;
  x: number;
  y: number;
  radius: number;
  look: Look;
  alpha: number;
  front: boolean;
  /** Whether a ring lies around it. */
  ring: boolean;
}

/** A text on the screen; y is its middle. */
export interface Label {
  text: string;
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
  strong: boolean;
}

/** A line of the legend. */
export interface Entry extends Group {
  x: number;
  y: number;
}

/** Everything that is drawn, in pixels, from the back to the front. */
export interface Scene {
  size: Size;
  theme: Theme;
  strokes: Stroke[];
  marks: Mark[];
  labels: Label[];
  legend: Entry[];
}

/** What a scene is made from. */
export interface Stage {
  graph: Graph;
  groups: Groups;
  theme: Theme;
  view: View;
  size: Size;
  labels: 'best' | 'none';
  measure: Measure;
  /** Where no label may lie, because something else covers it. */
  covered: Box | null;
  /** What the pointer or the keys are at. */
  at: Thing | null;
  selected: Thing | null;
}

/** Composes what is seen of a graph. */
export function compose(stage: Stage): Scene {
  const { at, selected, size, theme } = stage;
  const attended = at ?? selected;
  const lit = attended ? around(attended) : null;
  const marks = marksOf(stage, lit);
  return {
    size,
    theme,
    strokes: strokesOf(stage, lit),
    marks,
    labels: stage.labels === 'none' && !lit ? [] : labelsOf(stage, marks, lit),
    legend: [],
  };
}

function strokesOf({ graph, view, theme, size, at, selected }: Stage, lit: Set<Thing> | null): Stroke[] {
  const strokes: Stroke[] = [];
  const bright: Stroke[] = [];
  const calm = graph.lines.length > Math.min(600, 6 * graph.spots.length) ? 0.4 : 0.6;
  const thick = nodeScale(view);
  for (const line of graph.lines) {
    const x1 = line.source.x * view.scale + view.x;
    const y1 = line.source.y * view.scale + view.y;
    const x2 = line.target.x * view.scale + view.x;
    const y2 = line.target.y * view.scale + view.y;
    if (Math.max(x1, x2) < 0 || Math.max(y1, y2) < 0 || Math.min(x1, x2) > size.width || Math.min(y1, y2) > size.height) {
      continue;
    }
    const mine = line === at || line === selected;
    const stroke = { line, x1, y1, x2, y2, width: line.width * thick, colour: theme.tie, alpha: calm, front: false };
    if (lit?.has(line) || mine) {
      bright.push({ ...stroke, colour: mine ? theme.mark : theme.tie, width: stroke.width + (mine ? 2 : 0.5), alpha: 0.95, front: true });
    } else {
      strokes.push(lit ? { ...stroke, alpha: 0.12 } : stroke);
    }
  }
  return [...strokes, ...bright];
}

function marksOf({ graph, groups, view, size, at, selected }: Stage, lit: Set<Thing> | null): Mark[] {
  const scale = nodeScale(view);
  const marks: Mark[] = [];
  for (const spot of graph.spots) {
    const x = spot.x * view.scale + view.x;
    const y = spot.y * view.scale + view.y;
    const radius = spot.radius * scale;
    if (x + radius < 0 || y + radius < 0 || x - radius > size.width || y - radius > size.height) {
      continue;
    }
    const mine = spot === at || spot === selected;
    const ring = mine || (spot.node.focus ?? false);
    const front = mine || (lit?.has(spot) ?? false);
    marks.push({ spot, x, y, radius, look: groups.of(spot), alpha: front || !lit ? 1 : 0.18, front, ring });
  }
  return marks.reverse();
}

const widest = 190;
const gap = 4;
const height = fontSize + 3;

/** How many marks may have labels that lie over lesser marks. */
const leading = 14;

/**
 * Places labels, the most important first, where they cover neither each other
 * nor marks; those of the leading marks may cover lesser marks where nothing
 * else is left to them.
 */
function labelsOf(stage: Stage, marks: Mark[], lit: Set<Thing> | null): Label[] {
  const wanted = byUrgency(marks, stage, lit);
  const rooms: Rooms = { free: new Room(), leading: new Room() };
  if (stage.covered) {
    occupy(rooms, stage.covered);
  }
  const labels: Label[] = [];
  const attended = stage.at ?? stage.selected;
  if (attended && !isSpot(attended) && attended.tie.label) {
    const label = tieLabel(attended, stage.view);
    occupy(rooms, extent(label, stage.measure(label.text, true)));
    labels.push(label);
  }
  const boxes = wanted.map(boxOf);
  boxes.forEach((box, i) => (i < leading ? occupy(rooms, box) : rooms.free.take(box)));
  wanted.forEach((mark, i) => {
    const label = placed(mark, boxes[i]!, stage, rooms, i < leading);
    if (label) {
      labels.push(label);
    }
  });
  return labels.reverse();
}

/** What room is left where nothing at all may be covered, and where lesser marks may be. */
interface Rooms {
  free: Room;
  leading: Room;
}

function occupy({ free, leading }: Rooms, box: Box): void {
  free.take(box);
  leading.take(box);
}

/** Sorts what is attended to first, then by importance; while something is, only what belongs to it has labels. */
function byUrgency(marks: Mark[], { at, selected }: Stage, lit: Set<Thing> | null): Mark[] {
  const wanted = lit ? marks.filter((mark) => lit.has(mark.spot) || mark.spot === selected) : marks;
  const urgency = (mark: Mark) => (mark.spot === at ? 2 : mark.spot === selected ? 1 : 0);
  return [...wanted].reverse().sort((a, b) => urgency(b) - urgency(a));
}

function boxOf({ x, y, radius }: Mark): Box {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

/**
 * Returns a mark's label at the first of four sides that has room. What is
 * attended to or stands in the middle has one below in any case.
 */
function placed(mark: Mark, itself: Box, { at, selected, measure, size }: Stage, rooms: Rooms, leads: boolean): Label | null {
  const { node } = mark.spot;
  const attended = mark.spot === at || mark.spot === selected;
  const strong = attended || (node.focus ?? false);
  const text = attended ? node.label : cut(node.label, widest, measure);
  const width = measure(text, strong);
  const sides = sidesOf(mark, text, strong);
  const fits = (room: Room) =>
    sides.find((side) => {
      const box = extent(side, width);
      return box.left >= 0 && box.right <= size.width && box.top >= 0 && box.bottom <= size.height && room.has(box, itself);
    });
  const label = fits(rooms.free) ?? (leads ? fits(rooms.leading) : undefined) ?? (strong ? inside(sides[2]!, width, size) : null);
  if (label) {
    occupy(rooms, extent(label, width));
  }
  return label;
}

/** Moves a label that is centred so that as much as can be seen of it is. */
function inside(label: Label, width: number, size: Size): Label {
  const rim = width / 2 + 3;
  const x = Math.min(Math.max(label.x, rim), Math.max(rim, size.width - rim));
  return { ...label, x, y: Math.min(label.y, size.height - height / 2) };
}

function sidesOf({ x, y, radius }: Mark, text: string, strong: boolean): Label[] {
  const away = radius * 1.25 + gap;
  return [
    { text, strong, x: x + away, y, anchor: 'start' },
    { text, strong, x: x - away, y, anchor: 'end' },
    { text, strong, x, y: y + away + height / 2, anchor: 'middle' },
    { text, strong, x, y: y - away - height / 2, anchor: 'middle' },
  ];
}

function extent({ x, y, anchor }: Label, width: number): Box {
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left: left - 2, right: left + width + 2, top: y - height / 2, bottom: y + height / 2 };
}

function tieLabel({ source, target, tie }: Line, view: View): Label {
  const x = ((source.x + target.x) / 2) * view.scale + view.x;
  const y = ((source.y + target.y) / 2) * view.scale + view.y;
  return { text: tie.label ?? '', x, y: y - height, anchor: 'middle', strong: true };
}
