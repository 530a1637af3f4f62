import { fontFamily, fontSize } from './labels.ts';
import { outline } from './palette.ts';
import type { Entry, Label, Mark, Scene, Stroke } from './scene.ts';
import type { Strings } from './types.ts';

/** What XML does not allow at all, not even escaped. */
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Writes a text as XML has it, in attributes and between tags. */
export function escaped(text: string): string {
  return text.replace(forbidden, '\uFFFD').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Writes a scene, a line for each thing, with titles that browsers show. */
export function write(scene: Scene, strings: Strings): string {
  const { size, theme } = scene;
  const about = escaped(strings.picture(scene.marks.length, scene.strokes.length));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${about}" font-family="${escaped(fontFamily)}" font-size="${fontSize}">`,
    `<title>${about}</title>`,
    `<rect width="100%" height="100%" fill="${escaped(theme.background)}"/>`,
    `<g class="ties" stroke="${theme.tie}">`,
    ...scene.strokes.map((stroke) => writeStroke(stroke, strings)),
    `</g>`,
    `<g class="nodes">`,
    ...scene.marks.map((mark) => writeMark(mark, scene, strings)),
    `</g>`,
    `<g class="labels" fill="${theme.text}" stroke="${escaped(theme.background)}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">`,
    ...scene.labels.map(writeLabel),
    `</g>`,
    `<g class="legend" fill="${theme.text}">`,
    ...scene.legend.map(writeEntry),
    `</g>`,
    `</svg>`,
    ``,
  ].join('\n');
}

const short = (n: number): string => String(Math.round(n * 10) / 10);

function writeStroke({ line, x1, y1, x2, y2, width, alpha }: Stroke, strings: Strings): string {
  const title = escaped(strings.tie(line.tie, line.source.node, line.target.node));
  return `<line x1="${short(x1)}" y1="${short(y1)}" x2="${short(x2)}" y2="${short(y2)}" stroke-width="${short(width)}" stroke-opacity="${short(alpha)}"><title>${title}</title></line>`;
}

function writeMark({ spot, x, y, radius, look, ring }: Mark, { theme }: Scene, strings: Strings): string {
  const title = escaped(strings.node(spot.node, spot.ties.length));
  const around = ring ? writeShape(look.shape, x, y, radius + 3.5, `fill="none" stroke="${theme.mark}" stroke-width="2"`) : '';
  const shape = writeShape(look.shape, x, y, radius, `fill="${look.colour}" stroke="${escaped(theme.background)}" stroke-width="1.2"`);
  return `<g><title>${title}</title>${around}${shape}</g>`;
}

function writeShape(shape: Mark['look']['shape'], x: number, y: number, radius: number, style: string): string {
  if (shape === 'circle') {
    return `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" ${style}/>`;
  }
  const points = outline(shape, x, y, radius).map(([a, b]) => `${short(a)},${short(b)}`);
  return `<polygon points="${points.join(' ')}" ${style}/>`;
}

function writeLabel({ text, x, y, anchor, strong }: Label): string {
  const weight = strong ? ' font-weight="600"' : '';
  return `<text x="${short(x)}" y="${short(y)}" dy="0.35em" text-anchor="${anchor}"${weight}>${escaped(text)}</text>`;
}

function writeEntry({ look, text, x, y }: Entry): string {
  return `${writeShape(look.shape, x + 6, y, 6, `fill="${look.colour}"`)}<text x="${short(x + 20)}" y="${short(y)}" dy="0.35em">${escaped(text)}</text>`;
}
