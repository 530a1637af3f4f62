import { font, fontSize } from './labels.ts';
import { outline } from './palette.ts';
import type { Entry, Label, Mark, Scene, Stroke } from './scene.ts';

type Context = CanvasRenderingContext2D;

/** Paints a scene on a canvas whose pixels are so many to each of the page's. */
export function paint(context: Context, scene: Scene, ratio: number): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.globalAlpha = 1;
  context.fillStyle = scene.theme.background;
  context.fillRect(0, 0, scene.size.width, scene.size.height);
  for (const front of [false, true]) {
    scene.strokes.filter((stroke) => stroke.front === front).forEach((stroke) => paintStroke(context, stroke));
    scene.marks.filter((mark) => mark.front === front).forEach((mark) => paintMark(context, mark, scene));
  }
  context.globalAlpha = 1;
  context.lineJoin = 'round';
  context.textBaseline = 'middle';
  scene.labels.forEach((label) => paintLabel(context, label, scene));
  scene.legend.forEach((entry) => paintEntry(context, entry, scene));
}

function paintStroke(context: Context, { x1, y1, x2, y2, width, colour, alpha }: Stroke): void {
  context.globalAlpha = alpha;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

function paintMark(context: Context, { x, y, radius, look, alpha, ring }: Mark, { theme }: Scene): void {
  context.globalAlpha = 1;
  context.fillStyle = theme.background;
  trace(context, look.shape, x, y, radius + 1.2);
  context.fill();
  context.globalAlpha = alpha;
  context.fillStyle = look.colour;
  trace(context, look.shape, x, y, radius);
  context.fill();
  if (ring) {
    context.strokeStyle = theme.mark;
    context.lineWidth = 2;
    trace(context, look.shape, x, y, radius + 3.5);
    context.stroke();
  }
}

function trace(context: Context, shape: Mark['look']['shape'], x: number, y: number, radius: number): void {
  context.beginPath();
  if (shape === 'circle') {
    context.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  for (const [cornerX, cornerY] of outline(shape, x, y, radius)) {
    context.lineTo(cornerX, cornerY);
  }
  context.closePath();
}

const alignments = { start: 'left', middle: 'center', end: 'right' } as const;

function paintLabel(context: Context, { text, x, y, anchor, strong }: Label, { theme }: Scene): void {
  context.font = font(strong);
  context.textAlign = alignments[anchor];
  context.strokeStyle = theme.background;
  context.lineWidth = fontSize / 4;
  context.strokeText(text, x, y);
  context.fillStyle = theme.text;
  context.fillText(text, x, y);
}

function paintEntry(context: Context, { look, text, x, y }: Entry, { theme }: Scene): void {
  context.fillStyle = look.colour;
  trace(context, look.shape, x + 6, y, 6);
  context.fill();
  context.font = font(false);
  context.textAlign = 'left';
  context.fillStyle = theme.text;
  context.fillText(text, x + 20, y);
}
