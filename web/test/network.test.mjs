import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { start } from './browser.mjs';
import { madeUp } from './network.mjs';

/** @type {import('./browser.mjs').Rig} */
let rig;
before(async () => {
  rig = await start();
});
after(() => rig.stop());

/**
 * Opens a query in the playground, runs it, and waits until its network is drawn.
 * @param {string} query
 * @param {{dark?: boolean}} [how]
 */
async function drawn(query, how = {}) {
  const visit = await rig.visit({ hash: `#query=${encodeURIComponent(query)}`, ...how });
  const { data, errors } = await visit.run();
  assert.equal(errors, undefined);
  await visit.open('Network');
  await visit.page.locator('canvas[data-settled=true]').waitFor();
  return { visit, page: visit.page, data };
}

const whole = `{
  all: partnerNetwork(limit: 40) {
    truncated
    people: partners { who: partner { id name kind } degree community }
    links(first: 400) { ...ends collaboration { strength } }
  }
}
fragment ends on NetworkLink { source { id } target { id } }`;

/** Selects a tie as the keys do. @param {import('playwright-core').Page} page */
async function selectTie(page) {
  await page.locator('.picture-canvas').focus();
  for (const key of ['Home', 't', 'Enter']) {
    await page.keyboard.press(key);
  }
}

/** Selects the strongest tie in the table, and waits for its quotes. @param {import('playwright-core').Page} page */
async function readTie(page) {
  await page.getByText('The picture as a table').click();
  await page.getByRole('button', { name: /^Read the tie of/ }).first().press('Enter');
  await page.locator('.network-quote mark').first().waitFor();
}

test('a network is drawn, a tie clicked, and a quote read', async () => {
  const { visit, page, data } = await drawn(whole);
  const label = await page.locator('.picture-canvas').getAttribute('aria-label');
  assert.equal(label, `Network of ${data.all.people.length} partners and ${data.all.links.length} ties`);
  assert.ok(await page.getByText('Truncated: there are more partners than limit lets in.').isVisible());
  await visit.picture('network-light');
  await readTie(page);
  const quote = await page.locator('.network-quote').first().innerText();
  assert.ok(quote.includes(await page.locator('.network-quote mark').first().innerText()));
  await visit.picture('network-tie');
  assert.deepEqual(await visit.barriers('.panel'), []);
  await visit.end();
});

test('the pointer selects partners and ties, drags, and zooms', async () => {
  const query = '{ partnerPaths(from: "FROM", to: "TO", maxHops: 1) { partners { id name } hops { from { id } to { id } collaboration { strength } } } }';
  const ids = await (await fetch(`${rig.address}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query: '{ partnerNetwork(limit: 10) { links(first: 1) { source { id } target { id } } } }' }),
  })).json();
  const { source, target } = ids.data.partnerNetwork.links[0];
  const { visit, page } = await drawn(query.replace('FROM', source.id).replace('TO', target.id));
  const box = await page.locator('.picture-canvas').boundingBox();
  assert.ok(box);
  // Two partners and one tie: the tie goes through the middle.
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.locator('.network-selected h3').waitFor();
  assert.match(await page.locator('.network-selected h3').innerText(), / – /);
  await page.locator('.network-quote mark').first().waitFor();
  await visit.picture('network-path');
  await page.mouse.click(box.x + 8, box.y + 8);
  await page.getByText('Select a tie to read').waitFor();
  await page.mouse.move(box.x + 8, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + 60, { steps: 5 });
  await page.mouse.up();
  await page.mouse.wheel(0, -200);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.getByText('Select a tie to read').waitFor();
  await page.getByRole('button', { name: 'Show all', exact: true }).click();
  await page.waitForTimeout(100);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.locator('.network-selected h3').waitFor();
  await visit.end();
});

test('the three files are whole', async () => {
  const { visit, page, data } = await drawn(whole);
  const download = async (/** @type {string} */ name) => {
    const waiting = page.waitForEvent('download');
    await page.getByRole('button', { name, exact: true }).click();
    const file = await waiting;
    assert.equal(file.suggestedFilename(), `all.${name.toLowerCase()}`);
    return readFile(await file.path());
  };
  const parsed = (/** @type {Buffer} */ file, /** @type {string[]} */ names) =>
    page.evaluate(
      ([text, names]) => {
        const doc = new DOMParser().parseFromString(/** @type {string} */ (text), 'application/xml');
        const error = doc.querySelector('parsererror')?.textContent ?? null;
        return { error, counts: /** @type {string[]} */ (names).map((name) => doc.querySelectorAll(name).length) };
      },
      /** @type {const} */ ([file.toString('utf8'), names]),
    );
  const [partners, ties] = [data.all.people.length, data.all.links.length];
  assert.deepEqual(await parsed(await download('SVG'), ['.nodes > g', '.ties > line']), { error: null, counts: [partners, ties] });
  assert.deepEqual(await parsed(await download('GraphML'), ['node', 'edge']), { error: null, counts: [partners, ties] });
  const png = await download('PNG');
  assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
  assert.ok(png.readUInt32BE(16) === 3200 && png.readUInt32BE(20) > 2200, 'the size of the PNG');
  await visit.end();
});

test('the picture is read by keys alone, and as a table', async () => {
  const { visit, page, data } = await drawn(whole);
  await page.locator('.picture-canvas').focus();
  await page.keyboard.press('Home');
  const first = data.all.people[0];
  const voice = page.locator('.picture [aria-live]');
  assert.match((await voice.textContent()) ?? '', /, \d+ ties? in the picture$/);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.locator('.network-selected .network-ties').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('Select a tie to read').waitFor();
  await readTie(page);
  assert.ok(first.who.name);
  assert.deepEqual(await visit.barriers('.panel'), []);
  await visit.end();
});

test('colours tell communities or kinds, in a wide view too', async () => {
  const { visit, page } = await drawn(whole, { dark: true });
  await page.getByText(/^Community 1 \(/).waitFor();
  await visit.picture('network-dark');
  await page.getByLabel('Colour').selectOption('kind');
  await page.getByText(/^University \(/).waitFor();
  await page.getByRole('button', { name: 'Wide view' }).click();
  await page.locator('dialog.wide[open] canvas[data-settled=true]').waitFor();
  await readTie(page);
  await visit.picture('network-wide-dark');
  assert.deepEqual(await visit.barriers('dialog.wide'), []);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Wide view' }).waitFor();
  await visit.end();
});

test('collaborators are drawn around their partner, several networks are chosen from', async () => {
  const query = `query Two($slug: String = "hku") {
    one: partner(slug: $slug) { name collaborators(first: 30) { edges { node { name kind } collaboration { strength } } } }
    network: partnerNetwork(limit: 5) { partners { partner { name } } }
  }`;
  const { visit, page } = await drawn(query);
  assert.equal(await page.locator('.picture-canvas').getAttribute('aria-label'), 'Network of 22 partners and 21 ties');
  await visit.picture('network-collaborators');
  await selectTie(page);
  await page.locator('.network-selected h4').first().waitFor();
  await page.getByRole('combobox', { name: 'Network' }).selectOption('network');
  await page.getByText('The answer tells of no ties.').waitFor();
  await visit.end();
});

test('without a network there are examples of one, and an error is told', async () => {
  const visit = await rig.visit({ expected: /status of (400|422)/ });
  await visit.open('Network');
  await visit.picture('network-empty');
  assert.deepEqual(await visit.barriers('.panel'), []);
  await visit.page.locator('[data-network-example=collaborators]').click();
  await visit.run();
  await visit.page.locator('canvas[data-settled=true]').waitFor();
  await visit.type('{ partnerNetwork(limit: 100000) { truncated ');
  await visit.run();
  await visit.page.locator('.refused').waitFor();
  await visit.picture('network-error');
  await visit.end();
});

test('a tie that the server does not tell is told as such', async () => {
  const { visit, page } = await drawn(whole);
  await page.route('**/graphql', (route) => route.fulfill({ json: { data: null, errors: [{ message: 'The server is being changed.' }] } }));
  await selectTie(page);
  await page.getByRole('alert').getByText('The server is being changed.').waitFor();
  await visit.end();
});

test('500 partners and 2,000 ties are drawn and moved', async (t) => {
  const visit = await rig.visit({ hash: `#query=${encodeURIComponent(madeUp.query)}` });
  const { page } = visit;
  await page.route('**/graphql', (route) => (route.request().headers()['x-cost'] === 'only' ? route.continue() : route.fulfill({ json: { data: madeUp.data(500, 2000) } })));
  await visit.run();
  await visit.open('Network');
  await page.getByRole('button', { name: 'Wide view' }).click();
  await page.locator('dialog.wide[open] canvas[data-settled=true]').waitFor({ timeout: 120_000 });
  await visit.picture('network-500');
  const box = await page.locator('.picture-canvas').boundingBox();
  assert.ok(box);
  await page.evaluate(() => {
    const times = /** @type {any} */ (globalThis).frameTimes = /** @type {number[]} */ ([]);
    const note = (/** @type {number} */ at) => times.push(at) < 10_000 && requestAnimationFrame(note);
    requestAnimationFrame(note);
  });
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 200, y + 100, { steps: 60 });
  await page.mouse.up();
  for (let turn = 0; turn < 30; turn += 1) {
    await page.mouse.wheel(0, turn < 15 ? -60 : 60);
  }
  const times = await page.evaluate(() => /** @type {number[]} */ (/** @type {any} */ (globalThis).frameTimes));
  const lengths = times.slice(1).map((at, i) => at - (times[i] ?? at)).sort((a, b) => a - b);
  t.diagnostic(`${lengths.length} frames, the median ${Math.round(lengths[lengths.length >> 1] ?? 0)} ms, the 95th percentile ${Math.round(lengths[Math.floor(lengths.length * 0.95)] ?? 0)} ms`);
  await page.getByRole('button', { name: 'Show all', exact: true }).click();
  await visit.picture('network-500-moved');
  await visit.end();
});
