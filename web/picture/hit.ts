import type { Graph, Line, Spot, Thing } from './graph.ts';
import { nodeScale, type View } from './view.ts';

/** Returns the spot at a point of the screen, or the line there; slack is how far beside it counts, in pixels. */
export function thingAt(graph: Graph, view: View, x: number, y: number, slack: number): Thing | null {
  return spotAt(graph, view, x, y, slack) ?? lineAt(graph, view, x, y, slack);
}

function spotAt(graph: Graph, view: View, x: number, y: number, slack: number): Spot | null {
  let best: Spot | null = null;
  let least = Infinity;
  const scale = nodeScale(view);
  for (const spot of graph.spots) {
    const beside = Math.hypot(spot.x * view.scale + view.x - x, spot.y * view.scale + view.y - y) - spot.radius * scale;
    if (beside <= slack && beside < least) {
      least = beside;
      best = spot;
    }
  }
  return best;
}

function lineAt(graph: Graph, view: View, x: number, y: number, slack: number): Line | null {
  let best: Line | null = null;
  let least = Infinity;
  const planeX = (x - view.x) / view.scale;
  const planeY = (y - view.y) / view.scale;
  for (const line of graph.lines) {
    const beside = beyond(line, planeX, planeY) * view.scale - line.width / 2;
    if (beside <= slack && beside < least) {
      least = beside;
      best = line;
    }
  }
  return best;
}

/** Returns how far a point lies from a line, in the plane. */
function beyond({ source, target }: Line, x: number, y: number): number {
  const wide = target.x - source.x;
  const high = target.y - source.y;
  const along = ((x - source.x) * wide + (y - source.y) * high) / (wide * wide + high * high || 1);
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(source.x + share * wide - x, source.y + share * high - y);
}
