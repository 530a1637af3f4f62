import type { Graph } from './graph.ts';

/** Which part of the plane is seen, and how large: screen = plane × scale + (x, y). */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

const smallest = 0.04;
const largest = 8;

/** Returns a view that shows a whole graph, with room for labels. */
export function fitted(graph: Graph, { width, height }: Size): View {
  if (graph.spots.length === 0) {
    return { scale: 1, x: width / 2, y: height / 2 };
  }
  const room = Math.min(60, width / 8);
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y, radius } of graph.spots) {
    left = Math.min(left, x - radius);
    right = Math.max(right, x + radius);
    top = Math.min(top, y - radius);
    bottom = Math.max(bottom, y + radius);
  }
  const wide = Math.max(1, width - 2 * room) / Math.max(1, right - left);
  const high = Math.max(1, height - 1.2 * room) / Math.max(1, bottom - top);
  const scale = Math.min(2, Math.max(smallest, Math.min(wide, high)));
  return { scale, x: width / 2 - (scale * (left + right)) / 2, y: height / 2 - (scale * (top + bottom)) / 2 };
}

/** Returns the view enlarged by a factor around a point on the screen, which stays where it is. */
export function zoomed(view: View, factor: number, x: number, y: number): View {
  const scale = Math.min(largest, Math.max(smallest, view.scale * factor));
  const real = scale / view.scale;
  return { scale, x: x - (x - view.x) * real, y: y - (y - view.y) * real };
}

/** Returns how large nodes are drawn: they grow and shrink less than distances do. */
export function nodeScale(view: View): number {
  return Math.min(2.2, Math.max(0.55, Math.sqrt(view.scale)));
}
