import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { start } from './browser.mjs';
import { parseCSV } from './csv.mjs';

/** @type {import('./browser.mjs').Rig} */
let rig;
before(async () => {
  rig = await start();
});
after(() => rig.stop());

test('it is ready soon, from little', async (t) => {
  const begin = performance.now();
  const visit = await rig.visit();
  const took = performance.now() - begin;
  await visit.page.waitForTimeout(1000);
  t.diagnostic(`ready after ${Math.round(took)} ms with the start of the browser; ${Math.round(visit.loaded / 1000)} kB loaded`);
  const inPage = await visit.page.evaluate(() => performance.getEntriesByType('resource').map((entry) => Math.round(entry.startTime)));
  t.diagnostic(`requests began at ${inPage.join(', ')} ms`);
  assert.ok(visit.loaded < 1_600_000, `${visit.loaded} bytes were loaded`);
  await visit.picture('examples-light');
  await visit.end();
});

test('a query is typed with completion, run, and its answer read', async () => {
  const visit = await rig.visit();
  await visit.type('{ newsr');
  await visit.complete('newsroom', 'completion');
  await visit.page.keyboard.type(' { na', { delay: 30 });
  await visit.complete('name');
  const { data } = await visit.run('keys');
  assert.deepEqual(data, { newsroom: { name: 'Pressgraph Newsroom' } });
  assert.match(await visit.text('response'), /"Pressgraph Newsroom"/);
  await visit.end();
});

test('a mistake is underlined, and told when run', async () => {
  const visit = await rig.visit({ expected: /status of (400|422)/ });
  await visit.type('{ newsroom { nope ');
  await visit.page.locator('.squiggly-error').first().waitFor();
  const { errors } = await visit.run('keys');
  assert.equal(errors?.[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
  await visit.end();
});

test('the documentation and the explorer open', async () => {
  const visit = await rig.visit();
  await visit.open('Documentation Explorer');
  await visit.page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).first().click();
  await visit.page.locator('.graphiql-doc-explorer').getByText('Releases, the newest first.').first().waitFor();
  await visit.picture('documentation');
  await visit.open('Explorer');
  await visit.page.locator('.graphiql-explorer-root').getByText('viewer').first().click();
  await visit.page.waitForFunction(() => document.querySelector('.graphiql-query-editor')?.textContent?.includes('viewer'));
  await visit.picture('explorer');
  await visit.end();
});

test('every example is loaded and run', async () => {
  const files = readdirSync('../examples/queries').filter((name) => name.endsWith('.graphql'));
  const visit = await rig.visit();
  const names = await visit.page.locator('[data-example]').evaluateAll((all) => all.map((one) => one.getAttribute('data-example') ?? ''));
  assert.deepEqual(names.map((name) => `${name}.graphql`).sort(), files.sort());
  for (const name of names) {
    await visit.load(name);
    const { data, errors } = await visit.run();
    assert.equal(errors, undefined, `${name} was answered with errors`);
    assert.ok(Object.values(data).every((value) => value !== null), `${name} found nothing`);
  }
  await visit.picture('many-tabs');
  await visit.end();
});

test('an example is found by its words', async () => {
  const visit = await rig.visit();
  await visit.page.getByRole('searchbox').fill('money currency');
  await visit.page.locator('[data-example=home-page]').waitFor({ state: 'detached' });
  assert.ok((await visit.page.locator('[data-example]').count()) > 0);
  await visit.page.getByRole('searchbox').fill('unheard of');
  await visit.page.getByText('No example has all of these words.').waitFor();
  await visit.end();
});

test('a list is sorted as a table and kept as CSV', async () => {
  const visit = await rig.visit();
  const page = visit.page;
  await visit.load('most-named-partners');
  const { data } = await visit.run();
  await visit.open('Table');
  await visit.picture('table');
  await page.getByRole('button', { name: 'name', exact: true }).click();
  await page.getByRole('button', { name: /^name/ }).click();
  const column = page.locator('.grid tbody tr td:first-child');
  const names = data.partners.nodes.map((/** @type {{name: string}} */ node) => node.name);
  const descending = [...names].sort(new Intl.Collator('und', { numeric: true }).compare).reverse();
  assert.deepEqual(await column.allTextContents(), descending);
  assert.equal(await page.locator('th[aria-sort=descending]').count(), 1);

  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download CSV' }).click();
  const download = await waiting;
  assert.equal(download.suggestedFilename(), 'partners.csv');
  const text = await readFile(await download.path(), 'utf8');
  const [head, ...rows] = parseCSV(text);
  assert.deepEqual(head, ['name', 'kind', 'country', 'releaseCount', 'initiativeCount', 'latestReleaseOn']);
  assert.deepEqual(rows.map((row) => row[0]), descending);

  await page.getByRole('button', { name: 'Wide view' }).click();
  await page.locator('dialog.wide[open]').waitFor();
  assert.deepEqual(await visit.barriers('dialog.wide'), []);
  await visit.picture('table-wide');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Wide view' }).waitFor();
  await visit.end();
});

test('a link carries query and variables to another browser, and no key', async () => {
  const visit = await rig.visit();
  await visit.page.evaluate(() => sessionStorage.setItem('pressgraph.key', 'a-secret'));
  await visit.load('partner-page');
  await visit.open('Share');
  const address = await visit.page.getByLabel('Link').inputValue();
  const query = await visit.text('operation');
  const variables = await visit.text('variables');
  assert.doesNotMatch(address, /a-secret|headers/i);
  await visit.picture('share');
  await visit.end();

  const other = await rig.visit({ hash: new URL(address).hash });
  assert.equal(await other.text('operation'), query);
  assert.equal(await other.text('variables'), variables);
  assert.equal(new URL(other.page.url()).hash, '');
  const { data } = await other.run();
  assert.equal(data.partner.name, '微軟亞洲研究院');
  await other.page.evaluate(() => (location.hash = '#query=%7B%20viewer%20%7B%20role%20%7D%20%7D'));
  await other.page.waitForFunction(() => document.querySelector('.graphiql-query-editor')?.textContent?.includes('viewer'));
  assert.deepEqual((await other.run()).data, { viewer: { role: 'PUBLIC' } });
  await other.end();
});

test('a key is kept for the tab alone, and a wrong one is told', async () => {
  const visit = await rig.visit({ expected: /status of 401/ });
  const page = visit.page;
  await visit.open('Key');
  await page.getByText('You are asking as').waitFor();
  await page.getByPlaceholder('Key').fill('not-a-key');
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.getByRole('alert').getByText('the key is not valid').waitFor();
  await visit.picture('key-refused');
  assert.deepEqual(await visit.barriers('.panel'), []);
  const { errors } = await visit.run();
  assert.equal(errors?.[0].extensions.code, 'UNAUTHENTICATED');
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify({ ...localStorage })), /not-a-key/);
  const second = await visit.context.newPage();
  await second.goto(page.url());
  assert.equal(await second.evaluate(() => sessionStorage.length), 0);
  await page.bringToFront();
  await page.getByRole('button', { name: 'Forget it' }).click();
  await page.getByText('You are asking as').waitFor();
  await visit.end();
});

test('headers reach the server and stay off the disk', async () => {
  const visit = await rig.visit({ expected: /status of 401/ });
  const page = visit.page;
  await page.getByRole('button', { name: 'Headers' }).click();
  await page.locator('.graphiql-editor-tool .view-lines').nth(1).click();
  await page.keyboard.insertText('{"Authorization": "Bearer typed-by-hand"}');
  const { errors } = await visit.run();
  assert.equal(errors?.[0].extensions.code, 'UNAUTHENTICATED');
  await page.waitForTimeout(1000);
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify({ ...localStorage })), /typed-by-hand/);
  await visit.end();
});

test('the cost is told before and after, and what to shorten', async () => {
  const visit = await rig.visit({ expected: /status of 400/ });
  const page = visit.page;
  await visit.load('home-page');
  await visit.open('Cost');
  await page.getByText('Nothing has been run in this tab yet.').waitFor();
  await page.locator('.meter').waitFor();
  assert.match(await page.locator('.meter').first().innerText(), /^\d+ of 20,000/);
  await page.getByLabel(/really cost/).check();
  const { extensions } = await visit.run();
  assert.ok(extensions.cost.actual > 0);
  await page.getByText(/SQL statements/).waitFor();
  await visit.picture('cost');
  const dear = '{ releases(first: 100) { nodes { partners(first: 100) { nodes { names { text } } } } } }';
  await page.evaluate((query) => (location.hash = `#query=${encodeURIComponent(query)}`), dear);
  await page.getByText('too much').waitFor();
  await page.locator('.suggestions').getByText('releases.nodes.partners').waitFor();
  await visit.picture('cost-refused');
  assert.deepEqual(await visit.barriers('.panel'), []);
  await visit.end();
});

test('a server that is away is told as such', async () => {
  const visit = await rig.visit({ expected: /ERR_CONNECTION_REFUSED/ });
  await visit.page.route('**/graphql', (route) => route.abort('connectionrefused'));
  await visit.page.locator('.graphiql-execute-button').click();
  await visit.page.waitForFunction(() => /does\snot\sanswer/.test(document.querySelector('.graphiql-response')?.textContent ?? ''));
  await visit.open('Table');
  await visit.page.getByRole('alert').getByText('The server does not answer.').waitFor();
  await visit.picture('server-away');
  await visit.end();
});

for (const theme of ['light', 'dark']) {
  test(`its panels have no barriers when it is ${theme}`, async () => {
    const visit = await rig.visit({ dark: theme === 'dark' });
    await visit.load('largest-funding');
    await visit.run();
    const found = [];
    found.push(...(await visit.barriers('.panel')));
    await visit.picture(`examples-${theme}`);
    for (const title of ['Table', 'Cost', 'Share', 'Key']) {
      await visit.open(title);
      await visit.page.waitForTimeout(800);
      found.push(...(await visit.barriers('.panel')).map((/** @type {string} */ barrier) => `${title}: ${barrier}`));
      await visit.picture(`${title.toLowerCase()}-${theme}`);
    }
    assert.deepEqual(found, []);
    await visit.end();
  });
}

test('prettier formats when it is wanted', async () => {
  const visit = await rig.visit();
  await visit.type('{newsroom{name');
  await visit.page.getByRole('button', { name: /Prettify/ }).click();
  await visit.page.waitForFunction(() => (document.querySelector('.graphiql-query-editor .view-lines')?.childElementCount ?? 0) >= 5);
  await visit.end();
});
