// Prints how soon the pages take keys, and what each panel's query takes and costs:
//
//   PRESSGRAPH=../pressgraph node test/measure.mjs            its own server, with the bundled newsroom
//   node test/measure.mjs http://localhost:8080 [RUNS]        a server that runs, with whatever it serves
//
// Every visit is a browser that has seen nothing yet. Times are milliseconds since the visit began; they are
// those of this machine and of what else runs on it, so that no test asserts any.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { launching, start } from './browser.mjs';
import { explorerPages, readPage } from './pages.mjs';

const [given, runs = '5'] = process.argv.slice(2);
const rig = given ? null : await start();
const address = given ?? rig?.address ?? '';
const folder = await mkdtemp(join(tmpdir(), 'pressgraph-measure-'));
let visits = 0;

/**
 * Opens a browser that has seen nothing yet, and lets work have its page.
 * @template T
 * @param {(page: import('playwright-core').Page) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function fresh(work) {
  const context = await chromium.launchPersistentContext(join(folder, String((visits += 1))), launching);
  try {
    return await work(context.pages()[0] ?? (await context.newPage()));
  } finally {
    await context.close();
  }
}

/** Where each page is typed into, and where the typed text is seen. */
const boxes = {
  '/explore': { box: 'input[role=combobox]', seen: 'input[role=combobox]' },
  '/playground': { box: '.graphiql-query-editor textarea, .graphiql-query-editor .native-edit-context', seen: '.graphiql-query-editor .view-lines' },
};

/**
 * Types into a page until something is taken, as an impatient reader does.
 * @param {import('playwright-core').Page} page @param {keyof typeof boxes} path
 */
async function keys(page, path) {
  let taken = false;
  await page.exposeFunction('take', () => (taken = true));
  await page.addInitScript(({ box, seen }) => {
    const world = /** @type {any} */ (globalThis);
    const times = (world.times = { box: 0, keys: 0, longest: 0 });
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (times.longest = Math.max(times.longest, duration)))).observe({ type: 'longtask', buffered: true });
    const look = () => {
      const place = /** @type {HTMLElement | null} */ (document.querySelector(box));
      if (place && times.box === 0) {
        times.box = performance.now();
        place.focus();
      }
      const there = document.querySelector(seen);
      if (/q{2}|^q/.test(/** @type {HTMLInputElement | null} */ (there)?.value ?? there?.textContent ?? '')) {
        times.keys = performance.now();
        world.take();
        return;
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, boxes[path]);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(address + path, { waitUntil: 'commit' });
  while (!taken) {
    await page.keyboard.press('q');
  }
  const { metrics } = await session.send('Performance.getMetrics');
  const busy = 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
  return page.evaluate((busy) => {
    const { times } = /** @type {any} */ (globalThis);
    const painted = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
    const loaded = performance.getEntriesByType('resource').reduce((sum, one) => sum + /** @type {PerformanceResourceTiming} */ (one).encodedBodySize, 0);
    return { painted, box: times.box, keys: times.keys, 'longest task': times.longest, 'processor time': busy, kB: loaded / 1000 };
  }, busy);
}

/** @param {Record<string, number | string>[]} rows */
const table = (rows) => console.table(rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? Math.round(value) : value]))));

try {
  for (const path of /** @type {const} */ (['/explore', '/playground'])) {
    console.log(`${path}: until it takes keys`);
    const rows = [];
    for (let run = 0; run < Number(runs); run += 1) {
      rows.push(await fresh((page) => keys(page, path)));
    }
    table(rows);
  }
  for (const [name, path] of Object.entries(await explorerPages(address))) {
    console.log(`${name}: ${path}`);
    table([...(await fresh((page) => readPage(page, address + path)))]);
  }
} finally {
  await rig?.stop();
  await rm(folder, { recursive: true, force: true });
}
