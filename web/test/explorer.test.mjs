import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runnerImport } from 'vite';

/** @type {{module: typeof import('../explore/address.ts')}} */
const { module: { countOf, isDate, noFilters, readAddress, samePlace, writeAddress } } = await runnerImport('./explore/address.ts');
/** @type {{module: typeof import('../explore/format.ts')}} */
const { module: { formatOf } } = await runnerImport('./explore/format.ts');
/** @type {{module: typeof import('../explore/years.ts')}} */
const { module: { yearsOf } } = await runnerImport('./explore/years.ts');
/** @type {{module: typeof import('../explore/queries/search.ts')}} */
const { module: { find, suggest, unfinished } } = await runnerImport('./explore/queries/search.ts');
/** @type {{module: typeof import('../explore/queries/where.ts')}} */
const { module: { initiativeWhere, linksOf, partnerWhere, releaseWhere } } = await runnerImport('./explore/queries/where.ts');
/** @type {{module: typeof import('../explore/texts/language.ts')}} */
const { module: { bestLanguage } } = await runnerImport('./explore/texts/language.ts');
/** @type {{module: typeof import('../explore/texts/index.ts')}} */
const { module: { textsOf } } = await runnerImport('./explore/texts/index.ts');
/** @type {{module: typeof import('../playground/share.ts')}} */
const { module: share } = await runnerImport('./playground/share.ts');

const read = (/** @type {string} */ path) => readAddress(new URL(path, 'http://localhost'));

test('an address is read back as it was written', () => {
  /** @type {import('../explore/address.ts').Address[]} */
  const addresses = [
    { place: { page: 'start' }, filters: noFilters, tie: null, text: '', language: null },
    { place: { page: 'search' }, filters: noFilters, tie: null, text: '香港 & "ab" +*', language: 'zh-Hant' },
    { place: { page: 'releases', slug: 'a b/ç?#&科' }, filters: noFilters, tie: null, text: '', language: 'en' },
    {
      place: { page: 'partners', slug: 'hku' }, tie: ['hku', 'cuhk'], text: '', language: null,
      filters: { since: '2019-06', asOf: '2024-02-29', basis: 'RELEASE', kinds: ['GRANT', 'DONATION'], partnerKinds: ['COMPANY'], withoutPublisher: true, minStrength: 12 },
    },
  ];
  for (const address of addresses) {
    assert.deepEqual(read(writeAddress(address)), { ...address, filters: { ...address.filters, kinds: read(writeAddress(address)).filters.kinds } });
    assert.deepEqual([...read(writeAddress(address)).filters.kinds].sort(), [...address.filters.kinds].sort());
  }
  assert.equal(writeAddress(read('/explore/')), '/explore');
});

test('what makes no sense in an address is left out', () => {
  const garbage = read('/explore/partners/hku?since=2020-02-31&asOf=2024&basis=initiative&kind=GRANT&kind=NONE&kind=GRANT&partnerKind=&publisher=no&strength=2.5&tie=a~b~c&lang=fr&x=1');
  assert.deepEqual(garbage, { place: { page: 'partners', slug: 'hku' }, filters: { ...noFilters, kinds: ['GRANT'] }, tie: null, text: '', language: null });
  for (const strength of ['0', '-3', '1', '1e9', 'NaN', '']) {
    assert.equal(read(`/explore?strength=${strength}`).filters.minStrength, 1, strength);
  }
  for (const tie of ['', 'a', '~', 'a~', '~b']) {
    assert.equal(read(`/explore?tie=${tie}`).tie, null, tie);
  }
  for (const path of ['/explore/elsewhere', '/explore/partners/a/b', '/explore/partners/%E0%A4%A', '/explore/search/more', '/explore/partners']) {
    assert.deepEqual(read(path).place, { page: 'missing' }, path);
  }
});

test('dates are those that there are', () => {
  assert.deepEqual(['2020', '2020-06', '2020-06-30', '2024-02-29'].filter(isDate).length, 4);
  assert.deepEqual(['', '20', '2020-', '2020-13', '2020-00', '2020-6', '2023-02-29', '2020-06-31', '2020-06-30T00', ' 2020', '+2020'].filter(isDate), []);
});

test('filters are counted, and are conditions of the API only where they are set', () => {
  assert.equal(countOf(noFilters), 0);
  for (const conditions of [linksOf(noFilters, null), partnerWhere(noFilters), releaseWhere(noFilters), initiativeWhere(noFilters)]) {
    assert.deepEqual(conditions, {});
  }
  const { filters } = read('/explore?since=2019&asOf=2024-12-31&basis=RELEASE&kind=GRANT&partnerKind=COMPANY&publisher=without&strength=3');
  assert.equal(countOf(filters), 7);
  const publisher = { id: 'p1', slug: 'p', name: 'P' };
  assert.deepEqual(linksOf(filters, publisher), { basis: ['RELEASE'], since: '2019', asOf: '2024-12-31', initiativeKinds: ['GRANT'], minStrength: 3, without: ['p1'] });
  assert.deepEqual(partnerWhere(filters), { kind: { in: ['COMPANY'] } });
  assert.deepEqual(releaseWhere(filters), { publishedOn: { gte: '2019', lte: '2024-12-31' } });
  assert.deepEqual(initiativeWhere(filters), { kind: { in: ['GRANT'] }, startedOn: { gte: '2019', lte: '2024-12-31' } });
});

test('places differ by page and name, not by filters', () => {
  assert.ok(samePlace(read('/explore/partners/hku?since=2020').place, read('/explore/partners/hku').place));
  assert.ok(!samePlace(read('/explore/partners/hku').place, read('/explore/releases/hku').place));
  assert.ok(!samePlace({ page: 'start' }, { page: 'missing' }));
});

test('the last word may be unfinished, and no text is longer than the API takes', () => {
  assert.equal(unfinished('hong ko'), 'hong ko*');
  assert.equal(unfinished('香港'), '香港*');
  for (const text of ['"hong ko"', 'hong kong)', '“大學”', 'a*']) {
    assert.equal(unfinished(text), text);
  }
  assert.equal([...unfinished('學'.repeat(400))].length, 256);
});

test('who types is not told how much there is, who searches is', () => {
  assert.doesNotMatch(suggest('a', 'en', 5).query, /totalCount/);
  assert.equal(find('a', 'en', 5).query.match(/totalCount/g)?.length, 4);
});

test('dates, numbers, money and places are written as the language has them', () => {
  const [en, hant, hans] = [formatOf('en'), formatOf('zh-Hant'), formatOf('zh-Hans')];
  assert.deepEqual(['2025', '2025-01', '2025-01-15', null].map((date) => en.date(date)), ['2025', 'Jan 2025', 'Jan 15, 2025', '–']);
  assert.deepEqual(['2025', '2025-01', '2025-01-15'].map((date) => hant.date(date)), ['2025年', '2025年1月', '2025年1月15日']);
  assert.equal(hans.number(1234567), '1,234,567');
  assert.match(en.money({ amount: '35000000.00', currency: 'HKD' }), /^HKD\s35,000,000$/);
  assert.equal(en.money({ amount: '5.50', currency: 'nothing' }), 'nothing 5.50');
  assert.match(en.money({ amount: '12345678901234567890.12', currency: 'CNY' }), /12,345,678,901,234,567,890\.12/);
  assert.deepEqual([hant.country('CN'), hant.country('what is this')], ['中國', 'what is this']);
  assert.deepEqual([en, hant].map(({ place }) => place('Boston', 'US')), ['Boston, United States', 'Boston, 美國']);
  assert.doesNotMatch(hant.place('Hong Kong', 'HK'), /Hong Kong/, 'what is a city and a country is said once');
  assert.deepEqual([en.place(null, null), en.place('Boston', null), en.place(null, 'US')], ['', 'Boston', 'United States']);
});

test('years without releases are there as well, and what has no date is counted', () => {
  const group = (/** @type {string | null} */ year, /** @type {string} */ kind, /** @type {number} */ count) => ({ count, keys: [{ value: year }, { value: kind }] });
  const { years, of, undated } = yearsOf([group('2021', 'STORY', 2), group('2024', 'STORY', 1), group('2024', 'PRESS_RELEASE', 5), group(null, 'STORY', 3)]);
  assert.deepEqual(years, ['2021', '2022', '2023', '2024']);
  assert.deepEqual([of('2024', 'PRESS_RELEASE'), of('2022', 'STORY'), undated], [5, 0, 3]);
  assert.deepEqual(yearsOf([]).years, []);
});

test('the language is the first that there are texts in', () => {
  assert.deepEqual([['fr', 'zh-HK', 'en'], ['zh-CN'], ['zh-Hant-HK'], ['de'], [], ['EN-us', 'zh']].map(bestLanguage), ['zh-Hant', 'zh-Hans', 'zh-Hant', 'en', 'en', 'en']);
  /** @type {(texts: any, at?: string) => string[]} */
  const shape = (texts, at = '') => (Object.entries(texts).flatMap(([name, value]) => (value && typeof value === 'object' ? shape(value, `${at}${name}.`) : [`${at}${name} ${typeof value}`])));
  const english = shape(textsOf('en')).sort();
  for (const language of /** @type {const} */ (['zh-Hant', 'zh-Hans'])) {
    assert.deepEqual(shape(textsOf(language)).sort(), english);
  }
});

test('a link carries query and variables, and nothing where there is nothing', () => {
  const shared = { query: 'query A($x: Int) {\n  a # "é" 香港 +&#%\n}', variables: '{"x": 1}' };
  assert.deepEqual(share.readFragment(new URL(share.link(shared, 'http://localhost/playground')).hash), shared);
  assert.equal(share.readFragment('#'), null);
  assert.deepEqual(share.readFragment('#query='), { query: '', variables: '' });
});
