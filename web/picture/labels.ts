/** A rectangle on the screen. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The side of a cell, in pixels: labels cover a few. */
const cell = 48;

/** What room is taken. */
export class Room {
  #cells = new Map<number, Box[]>();

  take(box: Box): void {
    for (const key of cells(box)) {
      const there = this.#cells.get(key);
      if (there) {
        there.push(box);
      } else {
        this.#cells.set(key, [box]);
      }
    }
  }

  /** Reports whether a box overlaps with nothing, itself aside. */
  has(box: Box, itself?: Box): boolean {
    for (const key of cells(box)) {
      for (const there of this.#cells.get(key) ?? []) {
        if (there !== itself && there.left < box.right && box.left < there.right && there.top < box.bottom && box.top < there.bottom) {
          return false;
        }
      }
    }
    return true;
  }
}

function cells(box: Box): number[] {
  const keys: number[] = [];
  for (let x = Math.floor(box.left / cell); x <= Math.floor(box.right / cell); x += 1) {
    for (let y = Math.floor(box.top / cell); y <= Math.floor(box.bottom / cell); y += 1) {
      keys.push(x * 65_536 + y);
    }
  }
  return keys;
}

/** Tells how wide a text is drawn. */
export type Measure = (text: string, strong: boolean) => number;

/** Returns what measures texts as they will be drawn, and remembers what it measured. */
export function measurer(context: CanvasRenderingContext2D): Measure {
  const known = new Map<string, number>();
  return (text, strong) => {
    const key = strong ? `${text}\n` : text;
    let width = known.get(key);
    if (width === undefined) {
      context.font = font(strong);
      width = context.measureText(text).width;
      known.set(key, width);
    }
    return width;
  };
}

export const fontSize = 12;

export const fontFamily = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK TC', 'PingFang TC', 'Microsoft JhengHei', sans-serif";

export const font = (strong: boolean): string => `${strong ? '600 ' : ''}${fontSize}px ${fontFamily}`;

/** Cuts a text to a width. */
export function cut(text: string, width: number, measure: Measure): string {
  if (measure(text, false) <= width) {
    return text;
  }
  const letters = [...text];
  let kept = Math.floor((letters.length * width) / measure(text, false));
  while (kept > 1 && measure(`${letters.slice(0, kept).join('')}…`, false) > width) {
    kept -= 1;
  }
  return `${letters.slice(0, kept).join('').trimEnd()}…`;
}
