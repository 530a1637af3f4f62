import type { Drawing } from './drawing.ts';
import { isSpot, type Spot, type Thing } from './graph.ts';

interface Point {
  x: number;
  y: number;
}

/** A finger or a pressed button: where it is, and what it has hold of. */
interface Grip extends Point {
  begun: Point;
  thing: Thing | null;
  moved: boolean;
  /** Whether the page scrolls when it moves up or down. */
  passes: boolean;
}

/** Lets mouse, pen and fingers move, enlarge and select what is drawn. */
export function listenToPointers(drawing: Drawing, signal: AbortSignal): void {
  const { canvas } = drawing;
  const grips = new Map<number, Grip>();
  const on = <Name extends keyof HTMLElementEventMap>(name: Name, act: (event: HTMLElementEventMap[Name]) => void) =>
    canvas.addEventListener(name, act, { signal, passive: false });

  on('pointerdown', (event) => {
    if (event.button !== 0) {
      return;
    }
    canvas.setPointerCapture(event.pointerId);
    const point = within(canvas, event);
    const thing = drawing.thingAt(point.x, point.y, slack(event));
    grips.set(event.pointerId, { ...point, begun: point, thing, moved: false, passes: event.pointerType === 'touch' && !taken(drawing) });
  });
  on('pointermove', (event) => {
    const grip = grips.get(event.pointerId);
    if (grip) {
      move(drawing, grips, grip, within(canvas, event), unsteadiness(event));
    } else {
      hover(drawing, within(canvas, event), slack(event));
    }
  });
  const release = (event: PointerEvent) => {
    const grip = grips.get(event.pointerId);
    grips.delete(event.pointerId);
    canvas.style.cursor = '';
    if (grip && !grip.moved && event.type === 'pointerup') {
      drawing.choose(grip.thing);
    }
  };
  on('pointerup', release);
  on('pointercancel', release);
  on('pointerleave', () => (drawing.hovered = null));
  on('wheel', (event) => wheel(drawing, event));
  on('dblclick', (event) => drawing.zoom(event.shiftKey ? 0.5 : 2, ...Object.values(within(canvas, event))));
}

/** Fingers are less exact than mice. */
const slack = (event: PointerEvent): number => (event.pointerType === 'touch' ? 12 : 4);

/** Reports whether a picture has wheel and fingers for itself, rather than the page that it is on. */
const taken = ({ options, canvas }: Drawing): boolean => options.wheel === 'always' || document.activeElement === canvas;

/** How far a press may stray and still be one. */
const unsteadiness = (event: PointerEvent): number => (event.pointerType === 'touch' ? 16 : 4);

function within(canvas: HTMLCanvasElement, event: MouseEvent): Point {
  const { left, top } = canvas.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

function hover(drawing: Drawing, { x, y }: Point, slack: number): void {
  const thing = drawing.thingAt(x, y, slack);
  drawing.hovered = thing;
  drawing.canvas.style.cursor = thing ? 'pointer' : '';
}

function move(drawing: Drawing, grips: Map<number, Grip>, grip: Grip, to: Point, still: number): void {
  const from = { x: grip.x, y: grip.y };
  if (!grip.moved && grip.passes && grips.size === 1 && Math.abs(to.y - grip.begun.y) > Math.abs(to.x - grip.begun.x)) {
    return; // The browser is about to cancel it.
  }
  if (!grip.moved && Math.hypot(to.x - grip.begun.x, to.y - grip.begun.y) <= still) {
    return;
  }
  grip.moved = true;
  if (grips.size > 1) {
    const other = [...grips.values()].find((one) => one !== grip)!;
    other.moved = true;
    pinch(drawing, other, from, to);
  } else if (grip.thing && isSpot(grip.thing)) {
    hold(drawing, grip.thing, to);
  } else {
    drawing.canvas.style.cursor = 'grabbing';
    drawing.pan(to.x - from.x, to.y - from.y);
  }
  [grip.x, grip.y] = [to.x, to.y];
}

function hold(drawing: Drawing, spot: Spot, to: Point): void {
  drawing.hovered = spot;
  drawing.canvas.style.cursor = 'grabbing';
  drawing.drag(spot, to.x, to.y);
}

/** Enlarges by how far two fingers go apart, and moves with their middle. */
function pinch(drawing: Drawing, other: Point, from: Point, to: Point): void {
  const before = Math.hypot(from.x - other.x, from.y - other.y);
  const after = Math.hypot(to.x - other.x, to.y - other.y);
  drawing.pan((to.x - from.x) / 2, (to.y - from.y) / 2);
  drawing.zoom(after / Math.max(1, before), (to.x + other.x) / 2, (to.y + other.y) / 2);
}

function wheel(drawing: Drawing, event: WheelEvent): void {
  if (!event.ctrlKey && !taken(drawing)) {
    return;
  }
  event.preventDefault();
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
  const speed = event.ctrlKey ? 0.01 : 0.002;
  const { x, y } = within(drawing.canvas, event);
  drawing.zoom(Math.exp(-event.deltaY * lines * speed), x, y);
}
