import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { start } from './browser.mjs';
import { readPage } from './pages.mjs';

/** @typedef {import('./browser.mjs').Visit} Visit */

/** @type {import('./browser.mjs').Rig} */
let rig;
before(async () => {
  rig = await start();
});
after(() => rig.stop());

/** Waits until every panel has its answer. @param {Visit} visit */
async function settled(visit) {
  await visit.page.locator('.panel').first().waitFor();
  await visit.page.waitForFunction(() => !document.querySelector('[aria-busy=true], .skeleton'));
  await visit.page.waitForTimeout(400); // The picture finds its places.
}

/** Opens a page of the explorer and waits for all of it. @param {string} path @param {Parameters<typeof rig.visit>[0]} [how] */
async function explore(path, how) {
  const visit = await rig.visit({ ...how, path });
  await settled(visit);
  return visit;
}

const pages = {
  start: '/explore',
  partner: '/explore/partners/hku',
  initiative: '/explore/initiatives/hkust-guangzhou',
  release: '/explore/releases/hkust-launches-low-altitude-economy-research-center',
  topic: '/explore/topics/medicine',
  search: '/explore/search?q=hong+kong',
  tie: '/explore/partners/hku?tie=hku~cuhk',
  missing: '/explore/partners/nobody',
};

test('it is ready soon, from little', async (t) => {
  const begin = performance.now();
  const visit = await rig.visit({ path: '/explore' });
  const took = performance.now() - begin;
  const [painted, asked] = await visit.page.evaluate(() => [
    performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    performance.getEntriesByType('resource').find((entry) => entry.name.endsWith('/graphql'))?.startTime ?? 0,
  ]);
  t.diagnostic(`painted after ${Math.round(painted)} ms, asking after ${Math.round(asked)} ms; ${Math.round(took)} ms with the start of the browser`);
  await settled(visit);
  const loaded = await visit.page.evaluate(() =>
    performance.getEntriesByType('resource').filter((entry) => entry.name.includes('/assets/')).reduce((sum, entry) => sum + /** @type {PerformanceResourceTiming} */ (entry).encodedBodySize, 0));
  t.diagnostic(`${Math.round(loaded / 1000)} kB loaded`);
  assert.ok(loaded > 0 && loaded < 70_000, `${loaded} bytes were loaded`);
  await visit.end();
});

test('every panel asks once, within the limit', async (t) => {
  const visit = await rig.visit({ path: '/explore' });
  for (const path of Object.values(pages)) {
    const asked = await readPage(visit.page, rig.address + path);
    const names = asked.map(({ query }) => query);
    assert.deepEqual(names, [...new Set(names)], `${path} asks a question twice`);
    for (const { query, cost, limit } of asked) {
      t.diagnostic(`${query}: ${cost}`);
      assert.ok(cost <= limit / 2, `${query} costs ${cost} of ${limit}`);
    }
  }
  await visit.end();
});

test('the keyboard alone leads from the search to a quote', async () => {
  const visit = await explore('/explore');
  const { page } = visit;
  const keys = page.keyboard;
  await keys.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.className), 'skip');
  await keys.press('Tab');
  await keys.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'combobox');
  await keys.type('chinese university', { delay: 15 });
  await page.getByRole('option', { name: 'The Chinese University of Hong Kong University' }).waitFor();
  await visit.picture('search-suggestions');
  for (let at = 0; at < 12; at += 1) {
    await keys.press('ArrowDown');
    const active = await page.evaluate(() => document.getElementById(document.activeElement?.getAttribute('aria-activedescendant') ?? '')?.firstChild?.textContent);
    if (active === 'The Chinese University of Hong Kong') {
      break;
    }
  }
  await keys.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'The Chinese University of Hong Kong' }).waitFor();
  await settled(visit);
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'the title has the focus');
  assert.match(await page.title(), /The Chinese University of Hong Kong/);
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  for (let tabs = 0; tabs < 120 && !/^Evidence of the tie/.test(await focused()); tabs += 1) {
    await keys.press('Tab');
  }
  const button = await focused();
  await keys.press('Enter');
  await page.locator('dialog[open] mark').first().waitFor();
  assert.match(page.url(), /tie=/);
  await keys.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  assert.equal(await focused(), button, 'the button has the focus again');
  await visit.end();
});

test('Chinese finds and shows Chinese', async () => {
  const visit = await explore('/explore', { locale: 'zh-HK' });
  const { page } = visit;
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-Hant');
  await page.getByRole('combobox', { name: '搜尋' }).fill('香港大學');
  await page.getByRole('option', { name: '香港大學' }).first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '香港大學' }).waitFor();
  await settled(visit);
  await page.getByLabel('語言', { exact: true }).selectOption('zh-Hans');
  await page.getByRole('heading', { level: 1, name: '香港大学' }).waitFor();
  assert.match(page.url(), /lang=zh-Hans/);
  await settled(visit);
  await visit.picture('partner-hans');
  await page.getByLabel('语言', { exact: true }).selectOption('en');
  await page.getByRole('heading', { level: 1, name: 'The University of Hong Kong' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'The University of Hong Kong' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  await visit.end();
});

test('filters, table and address bar change together, and back again', async () => {
  const visit = await explore('/explore/partners/hku');
  const { page } = visit;
  const rows = page.getByRole('table', { name: 'Collaborators' }).locator('tbody tr');
  const drawn = () => page.locator('.drawing canvas').getAttribute('aria-label');
  const all = await rows.count();
  const before = await drawn();
  await page.getByLabel('Strength at least').fill('2');
  await page.getByLabel('Strength at least').press('Enter');
  await page.waitForURL(/strength=2/);
  await settled(visit);
  const strong = await rows.count();
  assert.ok(strong > 0 && strong < all, `${strong} of ${all} rows are left`);
  assert.notEqual(await drawn(), before, 'the picture is another');
  await page.getByText('all', { exact: true }).nth(1).click();
  await page.getByRole('checkbox', { name: 'Foundation' }).check();
  await page.waitForURL(/partnerKind=FOUNDATION/);
  await page.keyboard.press('Escape');
  await settled(visit);
  assert.deepEqual(await rows.locator('th a').allTextContents(), ['Li Ka Shing Foundation']);
  await visit.picture('filtered');
  await page.getByLabel('Since').fill('20-1');
  await page.getByLabel('Since').press('Enter');
  await page.getByText('Write a date as').waitFor();
  await page.getByLabel('Since').fill('2099');
  await page.getByLabel('Since').press('Enter');
  await page.getByText('Nobody is tied to this partner').first().waitFor();
  await settled(visit);
  await visit.picture('filtered-empty');
  await page.goBack();
  await page.goBack();
  await page.waitForURL((url) => !url.search.includes('partnerKind'));
  await settled(visit);
  assert.equal(await rows.count(), strong);
  assert.equal(await page.getByLabel('Strength at least').inputValue(), '2');
  await page.reload();
  await settled(visit);
  assert.equal(await rows.count(), strong);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await settled(visit);
  assert.equal(await rows.count(), all);
  assert.equal(new URL(page.url()).search, '');
  await visit.end();
});

test('the publisher is left out', async () => {
  const visit = await explore('/explore');
  const { page } = visit;
  const names = page.getByRole('table', { name: 'The best connected' }).locator('tbody th');
  const hkust = 'The Hong Kong University of Science and Technology';
  assert.ok((await names.allTextContents()).includes(hkust));
  await page.getByLabel('Without the publisher').check();
  await page.waitForURL(/publisher=without/);
  await settled(visit);
  assert.ok(!(await names.allTextContents()).includes(hkust));
  await page.reload();
  await settled(visit);
  assert.ok(!(await names.allTextContents()).includes(hkust));
  await visit.end();
});

test('ties are chosen in the picture, and read', async () => {
  const visit = await explore('/explore/partners/mtr-academy');
  const { page } = visit;
  await page.locator('.drawing canvas').focus();
  for (const key of ['Home', 't', 'Enter']) {
    await page.keyboard.press(key);
  }
  await page.locator('dialog[open]').getByRole('heading', { level: 4 }).first().waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await page.locator('.drawing canvas:focus').waitFor();
  for (const key of ['Home', 'PageDown', 'Enter']) {
    await page.keyboard.press(key);
  }
  const name = await page.locator('.chosen a').innerText();
  await visit.picture('partner-chosen');
  await page.locator('.chosen a').click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await settled(visit);
  await visit.end();
});

test('a picture opens its query in the playground', async () => {
  const visit = await explore('/explore/partners/hku?strength=2');
  const address = await visit.page.getByRole('link', { name: 'Open query of “Collaborators” in the playground' }).getAttribute('href');
  const shown = await visit.page.getByRole('table', { name: 'Collaborators' }).locator('tbody th a').allTextContents();
  await visit.end();
  const other = await rig.visit({ hash: new URL(address ?? '', rig.address).hash });
  const { data, errors } = await other.run();
  assert.equal(errors, undefined);
  assert.deepEqual(data.partner.collaborators.edges.map((/** @type {any} */ edge) => edge.node.name), shown);
  await other.end();
});

test('a list that is cut says of how many it is', async () => {
  const visit = await rig.visit({ path: '/explore' });
  const { page } = visit;
  await page.route('**/graphql', async (route) => {
    const response = await route.fetch();
    const grown = (/** @type {string} */ name, /** @type {unknown} */ value) => (/^(totalCount|shared\w+Count)$/.test(name) ? Number(value) + 1000 : value);
    const { query } = route.request().postDataJSON();
    const text = await response.text();
    await route.fulfill({ response, json: /query (Newsroom|Glance)/.test(query) ? JSON.parse(text) : JSON.parse(text, grown) });
  });
  for (const [path, among, cuts] of /** @type {const} */ ([
    ['/explore/partners/hksar-government', 'header.title', 1],
    ['/explore/initiatives/hkust-guangzhou', '.panel', 3],
    ['/explore/releases/meeting-on-new-medical-school-held', '.panel', 2],
    ['/explore/partners/hku?tie=hku~cuhk', 'dialog', 2],
  ])) {
    await page.goto(rig.address + path);
    await settled(visit);
    const told = page.locator(among).getByText(/\d+ of [\d,]+ shown/);
    await told.first().waitFor();
    assert.ok((await told.count()) >= cuts, `${path} tells ${await told.allTextContents()}, which are not ${cuts}`);
  }
  await visit.end();
});

test('a release shows what it proves, and leads on', async () => {
  const visit = await explore('/explore/releases/hkust-signs-framework-agreement-with-csu-cas');
  const { page } = visit;
  await page.locator('.prose mark').first().waitFor();
  const picture = page.getByRole('img', { name: 'A space station with a robot arm circles the Earth.' });
  assert.deepEqual(await picture.evaluate(async (/** @type {HTMLImageElement} */ image) => {
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  }), [1600, 900]);
  assert.equal(new URL((await page.getByRole('link', { name: 'Read at its source' }).getAttribute('href')) ?? '').hostname, 'hkust.edu.hk');
  await page.locator('.panel').getByRole('link', { name: 'HKUST–CSU cooperation framework agreement' }).click();
  await page.getByRole('heading', { level: 1, name: 'HKUST–CSU cooperation framework agreement' }).waitFor();
  await settled(visit);
  assert.ok((await page.getByRole('table', { name: 'Who takes part' }).locator('mark').count()) > 0);
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'HKUST Signs Framework Agreement with CSU.CAS' }).waitFor();
  await visit.end();
});

test('what is not there is told, and a way on', async () => {
  const visit = await explore('/explore/search?q=zzzzzz');
  const { page } = visit;
  await page.getByText('Nothing was found for “zzzzzz”.').first().waitFor();
  await visit.picture('search-nothing');
  for (const path of ['/explore/partners/nobody', '/explore/topics/nothing', '/explore/elsewhere', '/explore/partners/hku/more']) {
    await page.goto(rig.address + path);
    await page.getByRole('heading', { level: 1, name: /^There is no such/ }).waitFor();
  }
  await visit.picture('missing');
  await page.getByRole('link', { name: 'To the start page' }).click();
  await page.getByRole('heading', { level: 1, name: 'Pressgraph Newsroom' }).waitFor();
  await visit.end();
});

test('a wrong key is told, and can be changed', async () => {
  const visit = await rig.visit({ path: '/explore', expected: /status of 401/ });
  const { page } = visit;
  await settled(visit);
  await page.getByRole('button', { name: 'Key' }).click();
  await page.getByPlaceholder('Key').fill('not-a-key');
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.getByText('The key is not valid.').first().waitFor();
  await settled(visit);
  assert.equal(await page.getByRole('alert').count(), 1, 'it is told once');
  await visit.picture('key-refused');
  assert.deepEqual(await visit.barriers('main'), []);
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify({ ...localStorage }) + location.href), /not-a-key/);
  await page.getByRole('button', { name: 'Go on without a key' }).first().click();
  await page.getByText('The key is not valid.').first().waitFor({ state: 'detached' });
  await settled(visit);
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await visit.end();
});

test('a query that is refused is told with the reason', async () => {
  const visit = await rig.visit({ path: '/explore', expected: /status of 4\d\d/ });
  await visit.page.route('**/graphql', (route) => route.fulfill({
    status: 400, contentType: 'application/json', body: '{"errors":[{"message":"the operation costs 90000, more than 20000","extensions":{"code":"COST_LIMIT_EXCEEDED"}}]}',
  }));
  await visit.page.goto(`${rig.address}/explore/partners/hku`);
  await visit.page.getByText('the operation costs 90000').waitFor();
  await visit.picture('refused');
  await visit.end();
});

test('a server that is away is told, and asked again', async () => {
  const own = await start();
  const visit = await own.visit({ path: '/explore/partners/hku', expected: /ERR_CONNECTION_REFUSED|Failed to fetch/ });
  const { page } = visit;
  await settled(visit);
  own.server.kill('SIGTERM');
  await once(own.server, 'exit');
  await page.getByLabel('Strength at least').fill('2');
  await page.getByLabel('Strength at least').press('Enter');
  await page.getByText('The server does not answer.').first().waitFor();
  assert.ok((await page.getByRole('table', { name: 'Collaborators' }).locator('tbody tr').count()) > 0, 'what was there stays');
  await visit.picture('server-away');
  await page.getByRole('link', { name: 'Li Ka Shing Foundation' }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Partners' }).waitFor();
  await visit.picture('server-away-page');
  await page.route('**/graphql', async (route) => {
    const response = await fetch(`${rig.address}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: route.request().postData() });
    await route.fulfill({ status: response.status, contentType: 'application/json', body: await response.text() });
  });
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { level: 1, name: 'Li Ka Shing Foundation' }).waitFor();
  await visit.end();
  await own.stop();
});

for (const [name, how] of /** @type {const} */ ([['light', {}], ['dark', { dark: true }], ['phone', { phone: true }], ['chinese', { locale: 'zh-HK', dark: true, phone: true }]])) {
  test(`no page has barriers or is too wide: ${name}`, async () => {
    const visit = await rig.visit({ ...how, path: '/explore' });
    const found = [];
    for (const [title, path] of Object.entries(pages)) {
      await visit.page.goto(rig.address + path);
      await visit.page.locator('h1').waitFor();
      await visit.page.waitForFunction(() => !document.querySelector('[aria-busy=true], .skeleton'));
      await visit.page.waitForTimeout(600);
      found.push(...(await visit.barriers('html')).map((/** @type {string} */ barrier) => `${title}: ${barrier}`));
      const over = await visit.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) {
        found.push(`${title} is ${over} pixels too wide`);
      }
      await visit.picture(`${title}-${name}`, title !== 'tie');
    }
    assert.deepEqual(found, []);
    await visit.end();
  });
}

test('the theme is chosen, and kept', async () => {
  const visit = await explore('/explore');
  const background = () => visit.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await visit.page.getByLabel('Colours').selectOption('dark');
  const dark = await background();
  assert.notEqual(dark, light);
  await visit.page.reload();
  await settled(visit);
  assert.equal(await background(), dark);
  await visit.end();
});
