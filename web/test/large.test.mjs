import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './browser.mjs';
import { explorerPages, readPage, wholeNetwork } from './pages.mjs';

/** How many releases the newsroom has; the long form is what analysts of a large one meet. */
const releases = process.env['PRESSGRAPH_SOAK'] ? 100_000 : 1_000;

/** @type {import('./browser.mjs').Rig} */
let rig;
before(async () => {
  rig = await start({ releases });
});
after(() => rig.stop());

test(`in a newsroom of ${releases} releases every panel is one request within the limit`, async (t) => {
  const visit = await rig.visit({ path: '/explore' });
  const asked = new Map();
  for (const [name, path] of Object.entries(await explorerPages(rig.address))) {
    const found = await readPage(visit.page, rig.address + path);
    const names = found.map(({ query }) => query);
    assert.deepEqual(names, [...new Set(names)], `${name} asks a question twice`);
    assert.deepEqual(await visit.page.locator('.trouble').allTextContents(), [], `${name} is in trouble`);
    for (const { query, cost, limit, ms, kB } of found) {
      assert.ok(cost > 0 && cost <= limit / 2, `${query} on ${name} costs ${cost} of ${limit}`);
      assert.ok(kB < 250, `${query} on ${name} answers with ${kB} kB`);
      asked.set(query, Math.max(ms, asked.get(query) ?? 0));
    }
    await visit.picture(`large-${name}`);
  }
  t.diagnostic([...asked].map(([query, ms]) => `${query} ${Math.round(ms)} ms`).join(', '));
  await visit.end();
});

for (const [name, search, filters] of /** @type {const} */ ([
  ['all ties', '', {}],
  ['the strong ties', '?strength=2', { links: { minStrength: 2 } }],
  ['ties since a year, by releases', '?since=2020&basis=RELEASE', { links: { since: '2020', basis: ['RELEASE'] } }],
  ['partners of a kind', '?partnerKind=COMPANY', { where: { kind: { in: ['COMPANY'] } } }],
])) {
  test(`the best connected are those of the whole network: ${name}`, async () => {
    const visit = await rig.visit({ path: `/explore${search}` });
    const { page } = visit;
    const table = page.getByRole('table', { name: 'The best connected' });
    await table.waitFor();
    const cells = await table.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
    const shown = cells.map(([partner = '', ties = '']) => ({ name: partner, ties: Number(ties.replaceAll(',', '')) }));
    const all = await wholeNetwork(rig.address, filters);
    const wanted = all.slice(0, 12);
    assert.deepEqual(shown.map(({ ties }) => ties), wanted.map(({ ties }) => ties), JSON.stringify([shown, wanted]));
    assert.ok(all.length > 40, `all ${all.length} are in the picture, which could tell by itself`);
    await page.getByText('Ties in the whole network, also to partners that the picture leaves out.').waitFor();
    await visit.end();
  });
}

test('the picture tells what it leaves out', async () => {
  const visit = await rig.visit({ path: '/explore' });
  const { page } = visit;
  let all = 0;
  await page.route('**/graphql', async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    if (answer.data.partnerNetwork) {
      all = answer.data.partnerNetwork.linkCount;
      answer.data.partnerNetwork.links.splice(20); // As a larger newsroom is cut.
    }
    await route.fulfill({ response, json: answer });
  });
  await page.reload();
  const canvas = page.locator('.drawing canvas');
  await canvas.waitFor();
  const [best] = await wholeNetwork(rig.address);
  await page.getByText('The picture shows the 40 best connected partners only.').waitFor();
  await page.getByText(`Of ${all} ties among them, the strongest 20 are drawn.`).waitFor();
  await canvas.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  const chosen = await page.locator('.chosen').innerText();
  assert.ok(chosen.includes(best?.name ?? '?'), `${chosen} is the first, not ${best?.name}`);
  assert.match(chosen.replaceAll(',', ''), new RegExp(`${best?.ties} ties \\d+ of them in the picture`));
  await visit.end();
});

test('each panel shows its answer as soon as it is there', async () => {
  const visit = await rig.visit({ path: '/explore' });
  const { page } = visit;
  const { partner } = await explorerPages(rig.address);
  /** @type {Map<string, () => void>} */
  const held = new Map();
  await page.route('**/graphql', (route) => {
    const name = /query (\w+)/.exec(route.request().postDataJSON().query)?.[1] ?? '';
    return ['Newsroom', 'Partner'].includes(name) ? route.continue() : new Promise((go) => held.set(name, () => go(route.continue())));
  });
  await page.goto(rig.address + partner);
  const panels = page.locator('.panel');
  await panels.nth(4).waitFor();
  assert.equal(await page.locator('.panel[aria-busy=true] .skeleton').count(), 5, 'all wait');
  for (const [name, title] of Object.entries({ Timeline: 'Over the years', Collaborators: 'Collaborators', PartnerReleases: 'Releases that name it', WithWhom: 'With whom' })) {
    held.get(name)?.();
    held.delete(name);
    await page.locator('.panel[aria-busy=false]').filter({ has: page.getByRole('heading', { name: title, exact: true }) }).waitFor();
  }
  assert.equal(await page.locator('.panel .skeleton').count(), 1, 'the others still wait');
  held.forEach((go) => go());
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
  await visit.end();
});

test('who types on is not kept waiting by what was typed before', async () => {
  const visit = await rig.visit({ path: '/explore' });
  const { page } = visit;
  /** @type {string[]} */
  const texts = [];
  let ended = 0;
  page.on('request', (request) => {
    const text = request.url().endsWith('/graphql') && request.postDataJSON().variables.text;
    if (text) {
      texts.push(text);
    }
  });
  page.on('requestfailed', (request) => (ended += Number(request.failure()?.errorText === 'net::ERR_ABORTED')));
  let slow = true;
  await page.route('**/graphql', async (route) => {
    if (slow && /query Suggest/.test(route.request().postDataJSON().query)) {
      slow = false;
      return; // It is never answered.
    }
    await route.continue();
  });
  const box = page.getByRole('combobox', { name: 'Search' });
  await box.focus();
  const type = (/** @type {string} */ letters) =>
    box.evaluate((element, letters) => {
      const input = /** @type {HTMLInputElement} */ (element);
      for (const letter of letters) {
        input.value += letter;
        input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      }
    }, letters);
  await type('robot');
  await page.waitForRequest((request) => /query Suggest/.test(request.postData() ?? ''));
  await type('ics');
  await page.getByRole('option').first().waitFor();
  assert.deepEqual(texts, ['robot*', 'robotics*'], 'a moment after the last key');
  assert.equal(ended, 1, 'the first was ended');
  await visit.end();
});
