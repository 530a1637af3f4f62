// Draws the bundled newsroom's pictures again: each SVG of the folder as WebP
// beside it, of the size that it says. What comes out may differ by a few bytes
// from one Chromium to the next.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const folder = fileURLToPath(new URL('../../internal/newsroom/bundle/pictures', import.meta.url));
const quality = 0.82;

/**
 * Runs in the browser.
 * @param {{source: string, quality: number}} picture
 * @returns {Promise<string>} the picture as WebP, in base 64
 */
async function draw({ source, quality }) {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(source)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext('2d', { alpha: false })?.drawImage(image, 0, 0);
  return canvas.toDataURL('image/webp', quality).replace(/^.*,/, '');
}

const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage();
  for (const name of (await readdir(folder)).filter((name) => name.endsWith('.svg')).sort()) {
    const source = await readFile(join(folder, name), 'utf8');
    const picture = Buffer.from(await page.evaluate(draw, { source, quality }), 'base64');
    const to = name.replace(/svg$/, 'webp');
    await writeFile(join(folder, to), picture);
    console.log(`${to}: ${picture.length} bytes`);
  }
} finally {
  await browser.close();
}
