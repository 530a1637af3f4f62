import { paint } from './canvas.ts';
import { Drawing } from './drawing.ts';
import { Frame } from './frame.ts';
import { isSpot, type Thing } from './graph.ts';
import { listenToKeys } from './keys.ts';
import { listenToPointers } from './pointer.ts';
import { write } from './svg.ts';
import type { Options, Picture, PictureData } from './types.ts';

/** The size of exports without their legends. */
const exported = { width: 1600, height: 1100 };

/** How many pixels an exported one has to each of its own, and how wide it is at most. */
const sharpness = 2;

/** Draws a network in an element, which gives it its width and height. */
export function mount(element: HTMLElement, { nodes, ties }: PictureData, options: Options): Picture {
  const end = new AbortController();
  const frame = new Frame(element);
  const drawing = new Drawing(frame.canvas, { nodes, ties }, options);
  let data: PictureData = { nodes, ties };
  const tell = () => frame.tell(drawing);
  const say = (thing: Thing | null) => frame.say(thing ? spoken(thing, drawing.options) : '');
  listenToPointers(drawing, end.signal);
  listenToKeys(drawing, say, end.signal);
  frame.onZoom(drawing, end.signal);
  const observer = new ResizeObserver(() => {
    drawing.covered = frame.covered;
    drawing.resize({ width: frame.canvas.clientWidth, height: frame.canvas.clientHeight });
  });
  observer.observe(frame.canvas);
  const redress = () => {
    drawing.dress();
    tell();
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redress, { signal: end.signal });
  tell();
  return {
    update({ nodes, ties, ...change }) {
      drawing.options = { ...drawing.options, ...change };
      if (nodes || ties) {
        data = { nodes: nodes ?? data.nodes, ties: ties ?? data.ties };
        drawing.replace(data);
      }
      redress();
    },
    select(id) {
      drawing.selected = (id === null ? null : drawing.graph.byId.get(id)) ?? null;
      drawing.repaint();
    },
    png: () => png(drawing),
    svg: () => write(drawing.whole(exported), drawing.options.strings),
    destroy() {
      end.abort();
      observer.disconnect();
      drawing.stop();
      frame.remove();
    },
  };
}

function spoken(thing: Thing, { strings }: Options): string {
  return isSpot(thing) ? strings.node(thing.node, thing.ties.length) : strings.tie(thing.tie, thing.source.node, thing.target.node);
}

async function png(drawing: Drawing): Promise<Blob> {
  const scene = drawing.whole(exported);
  const canvas = document.createElement('canvas');
  canvas.width = scene.size.width * sharpness;
  canvas.height = scene.size.height * sharpness;
  paint(canvas.getContext('2d', { alpha: false })!, scene, sharpness);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser could not write the picture'))), 'image/png');
  });
}
