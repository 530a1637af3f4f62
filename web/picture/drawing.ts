import { paint } from './canvas.ts';
import { chosen, type Graph, isSpot, join, type Spot, type Thing } from './graph.ts';
import { divide, type Groups } from './groups.ts';
import { thingAt } from './hit.ts';
import { type Box, font, type Measure, measurer } from './labels.ts';
import { Layout } from './layout.ts';
import { type Theme, themes } from './palette.ts';
import { compose, type Scene, type Stage } from './scene.ts';
import type { Options, PictureData } from './types.ts';
import { fitted, type Size, type View, zoomed } from './view.ts';

/** How many milliseconds lie between two paintings of a layout that has not settled: painting takes longer than a step. */
const rest = 60;

/** A network on a canvas: where everything is, what is attended to, and when it is painted. */
export class Drawing {
  readonly canvas: HTMLCanvasElement;
  options: Options;
  graph: Graph;
  groups!: Groups;
  theme!: Theme;
  readonly measure: Measure;
  view: View = { scale: 1, x: 0, y: 0 };
  size: Size = { width: 0, height: 0 };
  selected: Thing | null = null;
  /** What the buttons over the canvas cover of it. */
  covered: Box | null = null;
  #hovered: Thing | null = null;
  #focused: Thing | null = null;
  #layout: Layout;
  #context: CanvasRenderingContext2D;
  #still = matchMedia('(prefers-reduced-motion: reduce)');
  /** Whether somebody has moved the view, which then is left alone. */
  #moved = false;
  #frame = 0;
  #painted = 0;

  constructor(canvas: HTMLCanvasElement, data: PictureData, options: Options) {
    this.canvas = canvas;
    this.options = options;
    this.#context = canvas.getContext('2d', { alpha: false })!;
    this.measure = measurer(this.#context);
    this.graph = join(data);
    this.#layout = new Layout(this.graph, false);
    this.dress();
  }

  /** Draws other data; what stays keeps its place and stays selected. */
  replace(data: PictureData): void {
    const former = this.graph;
    this.graph = join(data, former);
    const placed = this.graph.spots.filter((spot) => !Number.isNaN(spot.x)).length;
    const again = placed > this.graph.spots.length / 2;
    this.#layout = new Layout(this.graph, again);
    this.#moved &&= again;
    const still = (thing: Thing | null) => (thing && this.graph.byId.get(thing.id)) ?? null;
    [this.selected, this.#focused, this.#hovered] = [still(this.selected), still(this.#focused), null];
    this.dress();
  }

  /** Takes colours and looks from the options. */
  dress(): void {
    const { theme = 'system', background, colourBy = 'community', kinds = [], strings } = this.options;
    const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
    const base = themes[dark ? 'dark' : 'light'];
    this.theme = background ? { ...base, background } : base;
    this.groups = divide(this.graph, { colourBy, kinds, theme: this.theme, strings });
    this.repaint();
  }

  /** What the pointer is at, else what the keys are at. */
  get at(): Thing | null {
    return this.#hovered ?? this.#focused;
  }

  get focused(): Thing | null {
    return this.#focused;
  }

  set focused(thing: Thing | null) {
    this.#focused = thing;
    this.repaint();
  }

  set hovered(thing: Thing | null) {
    if (thing !== this.#hovered) {
      this.#hovered = thing;
      this.repaint();
    }
  }

  /** Selects what somebody pointed at, and tells. */
  choose(thing: Thing | null): void {
    this.selected = thing;
    this.repaint();
    this.options.onSelect?.(thing ? chosen(thing) : null);
  }

  thingAt(x: number, y: number, slack: number): Thing | null {
    return thingAt(this.graph, this.view, x, y, slack);
  }

  pan(x: number, y: number): void {
    this.#see({ ...this.view, x: this.view.x + x, y: this.view.y + y });
  }

  /** Enlarges the view around a point, else around the middle. */
  zoom(factor: number, x = this.size.width / 2, y = this.size.height / 2): void {
    this.#see(zoomed(this.view, factor, x, y));
  }

  #see(view: View): void {
    this.view = view;
    this.#moved = true;
    this.repaint();
  }

  fit(): void {
    this.#moved = false;
    this.repaint();
  }

  /** Moves the view just so far that a thing is inside. */
  reveal(thing: Thing): void {
    const ends = isSpot(thing) ? [thing] : [thing.source, thing.target];
    const x = (ends.reduce((sum, end) => sum + end.x, 0) / ends.length) * this.view.scale + this.view.x;
    const y = (ends.reduce((sum, end) => sum + end.y, 0) / ends.length) * this.view.scale + this.view.y;
    const rim = Math.min(40, this.size.width / 4, this.size.height / 4);
    const into = (at: number, end: number) => Math.min(Math.max(at, rim), end - rim) - at;
    const [moveX, moveY] = [into(x, this.size.width), into(y, this.size.height)];
    if (moveX !== 0 || moveY !== 0) {
      this.pan(moveX, moveY);
    }
  }

  /** Holds a spot at a point of the screen; its neighbours follow unless motion is unwanted. */
  drag(spot: Spot, x: number, y: number): void {
    spot.x = spot.fx = (x - this.view.x) / this.view.scale;
    spot.y = spot.fy = (y - this.view.y) / this.view.scale;
    this.#moved = true;
    if (!this.#still.matches) {
      this.#layout.follow();
    }
    this.repaint();
  }

  resize(size: Size): void {
    this.size = size;
    const ratio = this.#ratio();
    this.canvas.width = Math.round(size.width * ratio);
    this.canvas.height = Math.round(size.height * ratio);
    this.repaint(true);
  }

  #ratio(): number {
    return Math.min(3, window.devicePixelRatio || 1);
  }

  /** Paints with the next frame, or at once where an empty canvas would be seen. */
  repaint(atOnce = false): void {
    if (atOnce && this.#layout.settled) {
      this.#paint();
    } else if (this.#frame === 0) {
      this.#frame = requestAnimationFrame(() => this.#next());
    }
  }

  #next(): void {
    this.#frame = 0;
    if (!this.#layout.settled) {
      this.#layout.advance();
      this.repaint();
    }
    if (this.#layout.settled || this.#layout.following || (!this.#still.matches && performance.now() - this.#painted > rest)) {
      this.#paint();
    }
  }

  #paint(): void {
    if (this.size.width === 0 || this.size.height === 0) {
      return;
    }
    if (!this.#moved) {
      this.view = fitted(this.graph, this.size);
    }
    paint(this.#context, compose(this.#stage()), this.#ratio());
    this.#painted = performance.now();
    this.canvas.dataset['settled'] = String(this.#layout.settled);
  }

  #stage(): Stage {
    const { graph, groups, theme, view, size, measure, at, selected } = this;
    const covered = this.covered;
    return { graph, groups, theme, view, size, measure, covered, at, selected, labels: this.options.labels ?? 'best' };
  }

  /** Composes the whole network for a size of its own, with nothing attended to and the legend below. */
  whole(size: Size): Scene {
    while (!this.#layout.settled) {
      this.#layout.advance();
    }
    const scene = compose({ ...this.#stage(), size, view: fitted(this.graph, size), covered: null, at: null, selected: null });
    this.#context.font = font(false);
    let [x, y] = [24, size.height + 12];
    for (const group of this.groups.list) {
      const wide = 44 + this.measure(group.text, false);
      if (x + wide > size.width && x > 24) {
        [x, y] = [24, y + 24];
      }
      scene.legend.push({ ...group, x, y });
      x += wide;
    }
    return { ...scene, size: { width: size.width, height: y + 24 } };
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = -1;
  }
}
