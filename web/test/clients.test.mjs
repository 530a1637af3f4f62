import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { launching, start } from './browser.mjs';

/** @type {import('./browser.mjs').Rig} */
let rig;
/** A server that knows the origin of the pages below. @type {import('./browser.mjs').Rig} */
let friend;
/** @type {import('playwright-core').Browser} */
let browser;
/** The scripts of the pages, by their names. @type {Map<string, string>} */
const scripts = new Map();
/** Serves pages from an origin of their own. */
const elsewhere = createServer((request, response) => {
  const name = request.url?.slice(1) ?? '';
  const script = scripts.get(name.replace(/\.js$/, '')) ?? '';
  response.setHeader('Content-Type', name.endsWith('.js') ? 'text/javascript' : 'text/html');
  response.end(name.endsWith('.js') ? script : `<!doctype html><title>Elsewhere</title><link rel="icon" href="data:,"><script type="module" src="/${name}.js"></script>`);
});
let origin = '';

before(async () => {
  elsewhere.listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  origin = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (elsewhere.address()).port}`;
  [rig, friend, browser] = await Promise.all([start(), start({ flags: ['--cors-origins', origin] }), chromium.launch(launching)]);
});
after(async () => {
  await Promise.all([rig.stop(), friend.stop(), browser.close()]);
  elsewhere.close();
});

/** Bundles a script as a page of somebody else would. @param {string} code */
async function bundled(code) {
  const result = await build({
    configFile: false, logLevel: 'error',
    plugins: [{ name: 'page', resolveId: (id) => (id === 'page' ? id : null), load: (id) => (id === 'page' ? code : null) }],
    build: { write: false, minify: false, target: 'esnext', rolldownOptions: { input: 'page' } },
  });
  assert.ok('output' in result);
  return result.output[0].code;
}

/** The blocks of code in README.md that import something. @param {string} library */
async function inReadme(library) {
  const text = await readFile('../README.md', 'utf8');
  const block = [...text.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code).find((code) => code.includes(`from '${library}'`));
  assert.ok(block, `README.md says nothing of ${library}`);
  return block;
}

/** Opens a page of the other origin. @param {string} name */
async function open(name) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${origin}/${name}`);
  return { page, complaints };
}

for (const [library, method] of /** @type {const} */ ([['@apollo/client', 'POST'], ['@urql/core', 'GET']])) {
  test(`a page of another origin reads with ${library}, by the README alone`, async () => {
    const code = (await inReadme(library)).replaceAll('http://localhost:8080', rig.address);
    scripts.set('reads', await bundled(`${code}\ndocument.body.append(JSON.stringify(data));`));
    const { page, complaints } = await open('empty');
    /** @type {string[]} */
    const asked = [];
    page.on('request', (request) => request.url().startsWith(rig.address) && asked.push(request.method()));
    await page.goto(`${origin}/reads`);
    await page.waitForFunction(() => document.body.textContent !== '');
    const { releases } = JSON.parse(await page.locator('body').innerText());
    assert.equal(releases.nodes.length, 3);
    assert.ok(releases.nodes.every((/** @type {any} */ node) => node.title !== ''));
    assert.ok(asked.includes(method), `asked by ${asked}`);
    assert.deepEqual(complaints, []);
    await page.close();
  });
}

/**
 * Asks from a page of the other origin; null where the browser does not let it.
 * @param {string} address
 * @param {Record<string, string>} headers
 * @param {string} body
 */
async function asked(address, headers, body) {
  const { page } = await open('empty');
  const answer = await page.evaluate(async ([address, headers, body]) => {
    try {
      const response = await fetch(`${address}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body });
      const told = ['X-Request-Id', 'X-Content-Version', 'Retry-After', 'ETag', 'WWW-Authenticate'].filter((name) => response.headers.has(name));
      return { status: response.status, told, answer: await response.json() };
    } catch {
      return null;
    }
  }, /** @type {const} */ ([address, headers, body]));
  await page.close();
  return answer;
}

test('a page of another origin reads why it is refused, and under which id', async () => {
  const broken = await asked(rig.address, {}, '{');
  assert.equal(broken?.status, 400);
  assert.equal(broken?.answer.errors[0].extensions.code, 'BAD_USER_INPUT');
  assert.deepEqual(broken?.told, ['X-Request-Id']);
  const long = await asked(rig.address, {}, JSON.stringify({ query: ' '.repeat(1 << 20) }));
  assert.equal(long?.answer.errors[0].extensions.code, 'LIMIT_EXCEEDED');
  const fine = await asked(rig.address, { 'X-Cost': 'full' }, '{"query": "{ __typename }"}');
  assert.deepEqual([fine?.status, fine?.told], [200, ['X-Request-Id', 'X-Content-Version']]);
});

test('only pages of origins that are named send keys', async () => {
  const key = { Authorization: 'Bearer not-a-key' };
  assert.equal(await asked(rig.address, key, '{"query": "{ __typename }"}'), null);
  const refused = await asked(friend.address, key, '{"query": "{ __typename }"}');
  assert.equal(refused?.status, 401);
  assert.equal(refused?.answer.errors[0].extensions.code, 'UNAUTHENTICATED');
  assert.deepEqual(refused?.told, ['X-Request-Id', 'WWW-Authenticate']);
});
