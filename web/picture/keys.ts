import type { Drawing } from './drawing.ts';
import { isSpot, type Line, type Spot, type Thing } from './graph.ts';

type Direction = readonly [x: number, y: number];

const directions: Record<string, Direction> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Lets keys move among nodes and ties, select, move and enlarge; say speaks what they come to. */
export function listenToKeys(drawing: Drawing, say: (thing: Thing | null) => void, signal: AbortSignal): void {
  const { canvas } = drawing;
  canvas.addEventListener(
    'keydown',
    (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey && act(drawing, say, event)) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    { signal },
  );
  canvas.addEventListener('blur', () => (drawing.focused = null), { signal });
}

/** Does what a key is for; reports whether it is for anything. */
function act(drawing: Drawing, say: (thing: Thing | null) => void, event: KeyboardEvent): boolean {
  const direction = directions[event.key];
  if (direction && event.shiftKey) {
    drawing.pan(-60 * direction[0], -60 * direction[1]);
    return true;
  }
  const next = step(drawing, event);
  if (next) {
    drawing.focused = next;
    drawing.reveal(next);
    say(next);
    return true;
  }
  return change(drawing, say, event.key) || direction !== undefined;
}

/** Does what keys other than those of movement are for. */
function change(drawing: Drawing, say: (thing: Thing | null) => void, key: string): boolean {
  switch (key) {
    case '+':
    case '=':
      drawing.zoom(1.3);
      return true;
    case '-':
      drawing.zoom(1 / 1.3);
      return true;
    case '0':
      drawing.fit();
      return true;
    case 'Enter':
    case ' ':
      drawing.choose(drawing.focused);
      return true;
    case 'Escape':
      if (!drawing.selected && !drawing.focused) {
        return false;
      }
      drawing.focused = null;
      drawing.choose(null);
      say(null);
      return true;
    default:
      return false;
  }
}

/** Returns where a key of movement leads. */
function step({ graph, focused }: Drawing, { key, shiftKey }: KeyboardEvent): Thing | null {
  const { spots } = graph;
  switch (key) {
    case 'Home':
      return spots[0] ?? null;
    case 'End':
      return spots.at(-1) ?? null;
    case 'PageDown':
      return spots[Math.min(spots.length - 1, rank(spots, focused) + 1)] ?? null;
    case 'PageUp':
      return spots[Math.max(0, rank(spots, focused) - 1)] ?? null;
    case 't':
    case 'T':
      return nextTie(focused, shiftKey ? -1 : 1);
  }
  const direction = directions[key];
  if (!direction) {
    return null;
  }
  return focused ? towards(spots, focused, direction) : (spots[0] ?? null);
}

const rank = (spots: Spot[], thing: Thing | null): number => (thing ? spots.indexOf(isSpot(thing) ? thing : thing.source) : -1);

/** Returns the strongest tie of a spot, or the tie after another one among those of its source. */
function nextTie(thing: Thing | null, by: number): Line | null {
  if (!thing) {
    return null;
  }
  const ties = isSpot(thing) ? thing.ties : thing.source.ties;
  const from = isSpot(thing) ? (by > 0 ? -1 : 0) : ties.indexOf(thing);
  return ties[(from + by + ties.length) % ties.length] ?? null;
}

/** Returns the spot that is nearest in a direction: what lies aside counts as twice as far. */
function towards(spots: Spot[], from: Thing, [x, y]: Direction): Spot | null {
  const [fromX, fromY] = isSpot(from) ? [from.x, from.y] : [(from.source.x + from.target.x) / 2, (from.source.y + from.target.y) / 2];
  let best: Spot | null = null;
  let least = Infinity;
  for (const spot of spots) {
    const along = (spot.x - fromX) * x + (spot.y - fromY) * y;
    const aside = Math.abs((spot.x - fromX) * y + (spot.y - fromY) * x);
    if (spot !== from && along > 0 && along + 2 * aside < least) {
      least = along + 2 * aside;
      best = spot;
    }
  }
  return best;
}
