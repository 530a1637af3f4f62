import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { start } from './browser.mjs';

/** @type {import('./browser.mjs').Rig} */
let rig;
before(async () => {
  rig = await start();
});
after(() => rig.stop());

/** A partner with one tie, under these filters. */
const pair = '/explore/partners/hku?kind=GRANT&partnerKind=FOUNDATION';

/**
 * Opens a page with a picture, and fingers to put on it.
 * @param {string} path
 */
async function touched(path) {
  const visit = await rig.visit({ path, touch: true });
  const { page } = visit;
  const canvas = page.locator('canvas[data-settled=true]');
  await canvas.waitFor();
  await canvas.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const box = await canvas.boundingBox();
  assert.ok(box);
  const session = await visit.context.newCDPSession(page);
  const touch = (/** @type {'touchStart' | 'touchMove' | 'touchEnd'} */ type, /** @type {{x: number, y: number, id: number}[]} */ touchPoints) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints });
  return {
    visit, page,
    middle: { x: box.x + box.width / 2, y: box.y + box.height / 2 },
    /**
     * Moves fingers from some places to others, in steps.
     * @param {{from: [number, number], to: [number, number]}[]} fingers
     */
    async move(fingers) {
      const at = (/** @type {number} */ share) => fingers.map(({ from, to }, id) => ({ id, x: from[0] + (to[0] - from[0]) * share, y: from[1] + (to[1] - from[1]) * share }));
      await touch('touchStart', at(0));
      for (let step = 1; step <= 8; step += 1) {
        await touch('touchMove', at(step / 8));
      }
      await touch('touchEnd', []);
      await page.waitForTimeout(300);
    },
    look: async () => createHash('sha256').update(await canvas.evaluate((element) => /** @type {HTMLCanvasElement} */ (element).toDataURL())).digest('hex'),
    scrolled: () => page.evaluate(() => scrollY),
  };
}

test('a page scrolls past a picture until somebody takes to it', async () => {
  const { visit, middle: { x, y }, move, look, scrolled } = await touched('/explore/partners/hku');
  const [before, from] = [await look(), await scrolled()];
  await move([{ from: [x, y + 60], to: [x, y - 90] }]);
  assert.ok((await scrolled()) > from + 50, `scrolled from ${from} to ${await scrolled()}`);
  assert.equal(await look(), before, 'the picture stays');
  await visit.end();
});

test('one finger moves a picture that has the focus, two enlarge it', async () => {
  const { visit, page, middle: { x, y }, move, look, scrolled } = await touched('/explore/partners/hku');
  const before = await look();
  const from = await scrolled();
  await move([{ from: [x - 20, y], to: [x - 70, y] }, { from: [x + 20, y], to: [x + 70, y] }]);
  const enlarged = await look();
  assert.notEqual(enlarged, before, 'two fingers enlarge');
  assert.equal(await page.evaluate(() => visualViewport?.scale), 1, 'the page keeps its size');
  await page.getByRole('button', { name: 'Show all' }).tap();
  await page.locator('canvas').focus();
  assert.equal(await look(), before, 'all is shown again');
  const corner = /** @type {const} */ ([x - 150, y + 130]);
  await move([{ from: [...corner], to: [corner[0] + 40, corner[1] - 100] }]);
  assert.notEqual(await look(), before, 'one finger moves');
  assert.equal(await scrolled(), from, 'the page stays');
  await visit.end();
});

test('a finger beside a tie opens its quotes', async () => {
  const { visit, page, middle: { x, y } } = await touched(pair);
  await page.touchscreen.tap(x, y + 9);
  await page.locator('dialog[open] h3').first().waitFor();
  await page.waitForURL(/tie=/);
  await visit.picture('touch-tie');
  await page.getByRole('button', { name: 'Close' }).tap();
  await page.locator('dialog').waitFor({ state: 'detached' });
  await visit.end();
});

test('nothing moves for those who want no motion', async () => {
  const visit = await rig.visit({ path: '/explore', still: true });
  const { page } = visit;
  await page.addInitScript(() => {
    const seen = /** @type {any} */ (globalThis).seen = new Set();
    new MutationObserver((changes) => changes.forEach(({ target }) => seen.add(/** @type {HTMLElement} */ (target).dataset['settled'])))
      .observe(document, { subtree: true, attributes: true, attributeFilter: ['data-settled'] });
  });
  await page.goto(`${rig.address}/explore/partners/hku`);
  await page.locator('canvas[data-settled=true]').waitFor();
  assert.deepEqual(await page.evaluate(() => [.../** @type {any} */ (globalThis).seen]), ['true'], 'it is painted when all have their places');
  const moving = await page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length);
  assert.equal(moving, 0);
  await visit.end();
});

test('colours that the system forces hold for drawings', async () => {
  const visit = await rig.visit({ path: '/explore/partners/hku', forced: true, dark: true });
  const { page } = visit;
  await page.locator('.chart text.period').first().waitFor();
  const [text, period, tie] = await page.evaluate(() => {
    const fill = (/** @type {string} */ name) => getComputedStyle(document.querySelector(name) ?? document.body).fill;
    return [getComputedStyle(document.body).color, fill('.chart text.period'), fill('.chart text.value')];
  });
  assert.equal(period, text);
  assert.equal(tie, text);
  assert.deepEqual(await visit.barriers('main'), []);
  await visit.picture('forced', true);
  await visit.end();
});

test('the wide view of a panel fits a narrow window', async () => {
  const query = '{ partnerNetwork(limit: 12) { partners { partner { id name kind } degree community } links(first: 40) { source { id } target { id } collaboration { strength } } } }';
  const visit = await rig.visit({ hash: `#query=${encodeURIComponent(query)}` });
  const { page } = visit;
  await visit.run();
  await visit.open('Network');
  await page.locator('canvas[data-settled=true]').waitFor();
  await page.getByRole('button', { name: 'Wide view' }).click();
  await page.setViewportSize({ width: 390, height: 844 });
  const wide = page.locator('dialog.wide[open]');
  await wide.locator('canvas[data-settled=true]').waitFor();
  await page.waitForTimeout(300);
  await visit.picture('wide-narrow');
  const { over, high } = await wide.evaluate((element) => ({ over: element.scrollWidth - innerWidth, high: element.querySelector('canvas')?.clientHeight ?? 0 }));
  assert.ok(over <= 0, `${over} pixels too wide`);
  assert.ok(high >= 200, `the picture is ${high} pixels high`);
  await visit.end();
});
