import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** How the browser is started. */
export const launching = { executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: flags, viewport: { width: 1440, height: 900 } };

/**
 * Starts the program that PRESSGRAPH names on a database of its own, and a browser.
 * @param {{releases?: number, flags?: string[]}} [what] how many made-up releases it serves, in place of the bundled newsroom; what else it is told
 * @returns {Promise<Rig>}
 */
export async function start({ releases = 0, flags: more = [] } = {}) {
  const program = process.env['PRESSGRAPH'];
  assert.ok(program, 'PRESSGRAPH must name the program to test');
  const folder = await mkdtemp(join(tmpdir(), 'pressgraph-browser-'));
  const database = releases === 0 ? 'sqlite::memory:' : `sqlite:${join(folder, 'newsroom.db')}`;
  if (releases > 0) {
    await promisify(execFile)(program, ['bench-data', '--releases', String(releases), '--database', database]);
  }
  const server = spawn(program, ['--addr', 'localhost:0', '--database', database, '--log-level', 'warn', ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Rig(server, await addressOf(server), folder);
}

/**
 * Reads what the server prints for as long as it prints: it would end were its output closed.
 * @param {import('node:child_process').ChildProcess} server
 * @returns {Promise<string>}
 */
function addressOf(server) {
  let text = '';
  return new Promise((resolve, reject) => {
    server.stdout?.on('data', (piece) => {
      text += piece;
      const found = /^Browser +(\S+)\/playground$/m.exec(text);
      if (found?.[1]) {
        resolve(found[1]);
      }
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`the server ended with ${code} and told no address: ${text}`)));
  });
}

/** A server and the visits to it. */
export class Rig {
  #visits = 0;
  /** @type {import('playwright-core').BrowserContext[]} */
  #open = [];

  /**
   * @param {import('node:child_process').ChildProcess} server
   * @param {string} address
   * @param {string} folder
   */
  constructor(server, address, folder) {
    this.server = server;
    this.address = address;
    this.folder = folder;
  }

  /**
   * Opens a page, the playground where none is said, in a browser that has seen nothing yet.
   * @param {{path?: string, hash?: string, dark?: boolean, phone?: boolean, touch?: boolean, still?: boolean, forced?: boolean, locale?: string,
   *   withoutStorage?: boolean, prepare?: () => void, expected?: RegExp}} [how] phone is a narrow window, touch one under fingers; still wants no motion, forced has colours of the system's;
   *   withoutStorage has the browser refuse all storage, as people may set it to; prepare runs in each page before anything else does;
   *   expected names the complaints that belong to the test
   */
  async visit({ path = '/playground', hash = '', dark = false, phone = false, touch = false, still = false, forced = false, locale = 'en-GB', withoutStorage = false, prepare, expected } = {}) {
    const profile = join(this.folder, String((this.#visits += 1)));
    if (withoutStorage) {
      await mkdir(join(profile, 'Default'), { recursive: true });
      await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 } } }));
    }
    const context = await chromium.launchPersistentContext(profile, {
      ...launching, locale, colorScheme: dark ? 'dark' : 'light', acceptDownloads: true, ...(phone && { viewport: { width: 360, height: 740 } }),
      ...(touch && { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }), ...(still && { reducedMotion: 'reduce' }), ...(forced && { forcedColors: 'active' }),
    });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
    });
    if (prepare) {
      await context.addInitScript(prepare);
    }
    const page = context.pages()[0] ?? (await context.newPage());
    this.#open.push(context);
    const visit = new Visit(context, page, this.address, expected);
    await page.goto(`${this.address}${path}${hash}`);
    await (path === '/playground' ? visit.ready() : page.locator('h1').waitFor());
    return visit;
  }

  /** Ends the server, and browsers that a test that failed has left. */
  async stop() {
    await Promise.all(this.#open.map((context) => context.close()));
    if (this.server.exitCode === null && this.server.signalCode === null) {
      this.server.kill('SIGTERM');
      await once(this.server, 'exit');
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** One browser, with everything it complained of. */
export class Visit {
  /** @type {string[]} */
  complaints = [];
  /** @type {string[]} */
  elsewhere = [];
  loaded = 0;

  /**
   * @param {import('playwright-core').BrowserContext} context
   * @param {import('playwright-core').Page} page
   * @param {string} address
   * @param {RegExp | undefined} expected
   */
  constructor(context, page, address, expected) {
    this.context = context;
    this.page = page;
    const complain = (/** @type {string} */ text) => expected?.test(text) || this.complaints.push(text);
    context.on('console', (message) => ['error', 'warning'].includes(message.type()) && complain(message.text()));
    context.on('weberror', (error) => complain(error.error().message));
    context.on('request', (request) => request.url().startsWith(address) || request.url().startsWith('blob:') || this.elsewhere.push(request.url()));
    context.on('response', (response) => {
      // What the API answers grows with the schema and the newsroom, not with the pages.
      if (new URL(response.url()).pathname !== '/graphql') {
        this.loaded += Number(response.headers()['content-length'] ?? 0);
      }
    });
  }

  /** Waits until a query can be typed and run in the playground. */
  async ready() {
    await this.page.locator('.graphiql-query-editor .view-line').first().waitFor();
    await this.page.locator('.graphiql-execute-button').waitFor();
  }

  /** Ends the visit; a broken policy, an error on the console or a request to elsewhere fails the test. */
  async end() {
    await this.context.close();
    assert.deepEqual(this.complaints, [], 'the browser complained');
    assert.deepEqual(this.elsewhere, [], 'something was asked of elsewhere');
  }

  /** @param {string} title */
  async open(title) {
    await this.page.getByRole('button', { name: `Show ${title}`, exact: true }).click();
    await this.page.getByRole('button', { name: `Hide ${title}`, exact: true }).waitFor();
  }

  /** @param {string} name */
  async load(name) {
    await this.page.locator(`[data-example=${name}]`).click();
  }

  /**
   * Takes a suggestion for what was typed; the editor has some once it knows the schema.
   * @param {string} word
   * @param {string} [picture]
   */
  async complete(word, picture) {
    const suggestion = this.page.locator('.suggest-widget.visible .monaco-list-row').getByText(word, { exact: true }).first();
    for (let tries = 0; tries < 15 && !(await suggestion.isVisible()); tries += 1) {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+Space');
      await this.page.waitForTimeout(700);
    }
    if (picture) {
      await this.picture(picture);
    }
    await suggestion.click();
  }

  /**
   * Runs what is in the editor, by its button or by its keys.
   * @param {'button' | 'keys'} [by]
   * @returns {Promise<{data?: any, errors?: any[], extensions?: any}>} what was answered
   */
  async run(by = 'button') {
    // The page may still be asking for the schema.
    const answered = this.page.waitForResponse((response) => response.url().endsWith('/graphql')
      && response.request().headers()['x-cost'] !== 'only' && !response.request().postData()?.includes('IntrospectionQuery'));
    if (by === 'keys') {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+Enter');
    } else {
      await this.page.locator('.graphiql-execute-button').click();
    }
    const answer = await (await answered).json();
    await this.page.locator('.graphiql-response .view-line').nth(1).waitFor();
    return answer;
  }

  /** Replaces what is in the query editor by typing. @param {string} text */
  async type(text) {
    await this.page.locator('.graphiql-query-editor .view-lines').first().click();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.type(text, { delay: 20 });
  }

  /** What is in an editor. @param {'operation' | 'variables' | 'response'} editor */
  async text(editor) {
    return this.page.evaluate((wanted) => {
      const models = /** @type {any} */ (globalThis).__MONACO.editor.getModels();
      return models.find((/** @type {any} */ model) => model.uri.path.includes(wanted))?.getValue() ?? '';
    }, editor);
  }

  /** What axe finds serious in a part of the page. @param {string} selector */
  async barriers(selector) {
    await this.page.evaluate(await readFile(axe, 'utf8'));
    return this.page.evaluate(async (within) => {
      const result = await /** @type {any} */ (globalThis).axe.run(within);
      return result.violations
        .filter((/** @type {any} */ one) => ['serious', 'critical'].includes(one.impact))
        .map((/** @type {any} */ one) => `${one.id}: ${one.nodes.map((/** @type {any} */ node) => `${node.target} ${node.failureSummary}`).join(', ')}`);
    }, selector);
  }

  /** Keeps a picture where PICTURES names a folder. @param {string} name @param {boolean} [whole] also what lies below the window */
  async picture(name, whole = false) {
    if (process.env['PICTURES']) {
      await this.page.screenshot({ path: join(process.env['PICTURES'], `${name}.png`), fullPage: whole });
    }
  }
}
