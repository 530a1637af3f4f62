/** The outlines that tell nodes apart together with their colours. */
export type Shape = 'circle' | 'square' | 'diamond' | 'triangle' | 'hexagon' | 'star' | 'nabla';

export interface Theme {
  background: string;
  text: string;
  tie: string;
  /** Around what is selected or stands in the middle. */
  mark: string;
  others: string;
  colours: readonly string[];
}

/**
 * Eight colours each that stay apart for eyes that do not tell red from green
 * or blue from yellow (after Okabe and Ito, and after Tol), with a contrast of
 * at least 3 to 1 against the background.
 */
export const themes: Record<'light' | 'dark', Theme> = {
  light: {
    background: '#ffffff',
    text: '#1c2738',
    tie: '#8592a8',
    mark: '#1c2738',
    others: '#7b8494',
    colours: ['#0072b2', '#c04a00', '#008a66', '#b3508d', '#3f3d99', '#8a6d00', '#2b8cc4', '#882255'],
  },
  dark: {
    background: '#212a3b',
    text: '#eef2f8',
    tie: '#8d9bb5',
    mark: '#ffffff',
    others: '#98a3b5',
    colours: ['#56b4e9', '#e69f00', '#2fbf95', '#e08bbf', '#a9a6ff', '#f0e442', '#88ccee', '#ff8a5c'],
  },
};

const shapes: readonly Shape[] = ['circle', 'square', 'diamond', 'triangle', 'hexagon', 'star', 'nabla'];

/** How one of the groups looks. */
export interface Look {
  colour: string;
  shape: Shape;
}

/** How many groups look different from all others. */
export const distinct = 16;

/** Returns how the group at a place looks: neither its colour nor its shape alone tells it apart, nor need they. */
export function look(theme: Theme, place: number): Look {
  if (place >= distinct) {
    return { colour: theme.others, shape: 'circle' };
  }
  return { colour: theme.colours[place % theme.colours.length]!, shape: shapes[place % shapes.length]! };
}

const corners: Record<Exclude<Shape, 'circle'>, { count: number; turn: number; size: number; dent?: number }> = {
  square: { count: 4, turn: Math.PI / 4, size: 1.25 },
  diamond: { count: 4, turn: 0, size: 1.3 },
  triangle: { count: 3, turn: -Math.PI / 2, size: 1.45 },
  nabla: { count: 3, turn: Math.PI / 2, size: 1.45 },
  hexagon: { count: 6, turn: 0, size: 1.12 },
  star: { count: 10, turn: -Math.PI / 2, size: 1.5, dent: 0.5 },
};

/** Returns a shape's corners around a point, all shapes covering about the same area; none for a circle. */
export function outline(shape: Shape, x: number, y: number, radius: number): [number, number][] {
  if (shape === 'circle') {
    return [];
  }
  const { count, turn, size, dent = 1 } = corners[shape];
  return Array.from({ length: count }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / count;
    const far = radius * size * (i % 2 === 0 ? 1 : dent);
    return [x + far * Math.cos(angle), y + far * Math.sin(angle)];
  });
}
