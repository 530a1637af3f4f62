import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './browser.mjs';

/** @type {import('./browser.mjs').Rig} */
let rig;
before(async () => {
  rig = await start();
});
after(() => rig.stop());

/** The ways in which browsers keep nothing, and how each is known to be one. @type {Record<string, {how: NonNullable<Parameters<typeof rig.visit>[0]>, is: () => boolean}>} */
const browsers = {
  'refuses storage': {
    how: { withoutStorage: true },
    is: () => {
      try {
        return !localStorage && !sessionStorage;
      } catch (error) {
        return /** @type {Error} */ (error).name === 'SecurityError';
      }
    },
  },
  'has no storage': {
    how: {
      prepare: () => {
        for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
          Object.defineProperty(window, name, { value: null });
        }
      },
    },
    is: () => localStorage === null && sessionStorage === null,
  },
  'has full storage': {
    how: {
      prepare: () => {
        if (location.protocol === 'http:') {
          for (const store of [localStorage, sessionStorage]) {
            for (let length = 8 << 20; length > 0; length >>= 1) {
              try {
                store.setItem(`full ${length}`, 'x'.repeat(length));
              } catch {
                // Half of it may fit.
              }
            }
          }
        }
      },
    },
    is: () => {
      try {
        localStorage.setItem('one', 'more');
        return false;
      } catch (error) {
        return /** @type {Error} */ (error).name === 'QuotaExceededError';
      }
    },
  },
};

for (const [name, { how, is }] of Object.entries(browsers)) {
  test(`the explorer works where the browser ${name}`, async () => {
    const visit = await rig.visit({ ...how, path: '/explore', expected: /status of 401/ });
    const { page } = visit;
    assert.ok(await page.evaluate(is), 'the browser keeps nothing');
    await page.getByRole('table', { name: 'The best connected' }).waitFor();
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await page.getByLabel('Colours').selectOption('dark');
    assert.notEqual(await background(), light, 'the theme is chosen');
    await page.getByRole('button', { name: 'Key' }).click();
    await page.getByPlaceholder('Key').fill('not-a-key');
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByText('The key is not valid.').first().waitFor();
    await page.getByRole('button', { name: 'Go on without a key' }).first().click();
    await page.getByText('The key is not valid.').first().waitFor({ state: 'detached' });
    await visit.end();
  });

  test(`the playground works where the browser ${name}`, async () => {
    const visit = await rig.visit({ ...how, expected: /status of 401/ });
    const { page } = visit;
    assert.ok(await page.evaluate(is), 'the browser keeps nothing');
    await visit.load('home-page');
    assert.equal((await visit.run()).errors, undefined);
    await visit.open('Cost');
    await page.getByLabel('Tell with each run what its answer really cost').check();
    assert.ok('statements' in (await visit.run()).extensions.cost, 'the choice is kept');
    await visit.open('Key');
    await page.getByPlaceholder('Key').fill('not-a-key');
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByText('the key is not valid').waitFor();
    assert.equal((await visit.run()).errors?.[0].extensions.code, 'UNAUTHENTICATED', 'the key goes along');
    await page.getByRole('button', { name: 'Forget it' }).click();
    await page.getByText('You are asking as').waitFor();
    await visit.open('History');
    await page.getByRole('listitem').filter({ hasText: 'HomePage' }).first().waitFor();
    await visit.end();
  });
}
