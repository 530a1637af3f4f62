import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runnerImport } from 'vite';
import { parseCSV } from './csv.mjs';

/** @type {{module: typeof import('../playground/table.ts')}} */
const { module: table } = await runnerImport('./playground/table.ts');
/** @type {{module: typeof import('../playground/csv.ts')}} */
const { module: csv } = await runnerImport('./playground/csv.ts');
/** @type {{module: typeof import('../playground/network/find.ts')}} */
const { module: find } = await runnerImport('./playground/network/find.ts');

test('a connection is a table, nested lists are joined and tables of their own', () => {
  const data = {
    releases: {
      totalCount: 2,
      pageInfo: { endCursor: 'x' },
      nodes: [
        { title: 'A', publisher: { name: 'P' }, partners: { edges: [{ role: 'HOST', cursor: 'c', node: { name: 'X' } }, { role: 'FUNDER', cursor: 'd', node: { name: 'Y' } }] } },
        { title: 'B', publisher: null, partners: { edges: [] } },
      ],
    },
  };
  assert.deepEqual(table.tables(data), [
    {
      name: 'releases',
      columns: ['title', 'publisher.name', 'partners.name', 'partners.role'],
      rows: [['A', 'P', 'X; Y', 'HOST; FUNDER'], ['B', null, null, null]],
    },
    {
      name: 'releases › partners',
      columns: ['releases.title', 'name', 'role'],
      rows: [['A', 'X', 'HOST'], ['A', 'Y', 'FUNDER']],
    },
  ]);
});

test('each dimension of a group is a column', () => {
  const where = { and: [{ year: { eq: 2024 } }] };
  const keys = [{ dimension: 'YEAR', label: '2024' }, { dimension: 'KIND', value: null }];
  const data = { releases: { groups: [{ count: 3, where, keys, funding: [{ amount: '1.00', currency: 'HKD' }] }] } };
  assert.deepEqual(table.tables(data)[0], {
    name: 'releases › groups',
    columns: ['count', 'where', 'YEAR', 'KIND', 'funding.amount', 'funding.currency'],
    rows: [[3, JSON.stringify(where), '2024', null, '1.00', 'HKD']],
  });
});

test('an answer without lists has no tables', () => {
  for (const data of [null, undefined, {}, { release: { title: 'A', names: ['x'] } }, { releases: { nodes: [] } }]) {
    assert.deepEqual(table.tables(data), []);
  }
});

test('numbers are sorted as numbers, and what is missing comes last', () => {
  const list = { name: 'x', columns: ['n'], rows: [['10.50'], [null], ['9'], ['-3'], ['']] };
  assert.deepEqual(table.sorted(list, { column: 0, descending: false }).rows.flat(), ['-3', '9', '10.50', null, '']);
  assert.deepEqual(table.sorted(list, { column: 0, descending: true }).rows.flat(), ['10.50', '9', '-3', null, '']);
  assert.deepEqual(table.sorted(list, null), list);
});

test('CSV is read back as it was, and holds no formulas', () => {
  const cells = ['plain', 'a,b', 'say "so"', 'two\nlines', ' edge', '微軟', null, 5, -5, '-5.25', true];
  const formulas = ['=1+1', '+1 2', '-x', '@cmd', '\tx', '＝1'];
  const text = csv.csv({ name: 'x', columns: ['c'], rows: [...cells, ...formulas].map((cell) => [cell]) });
  const [, ...rows] = parseCSV(text);
  assert.deepEqual(rows.flat(), [...cells.map((cell) => (cell === null ? '' : String(cell))), ...formulas.map((cell) => `'${cell}`)]);
  assert.equal(csv.tabbed({ name: 'x', columns: ['a', 'b'], rows: [['1\t2', '=3']] }), "a\tb\n1 2\t'=3");
});

test('who counts the collaborators of partners has no second network', () => {
  const query = '{ partnerNetwork { partners { partner { name collaborators(first: 1) { totalCount } } } } one: partner(slug: "a") { name collaborators { nodes { name } } } }';
  const data = {
    partnerNetwork: { partners: [{ partner: { name: 'A', collaborators: { totalCount: 960 } } }, { partner: { name: 'B', collaborators: { totalCount: 3 } } }] },
    one: { name: 'A', collaborators: { nodes: [{ name: 'B' }] } },
  };
  assert.deepEqual(find.networks(data, { query }).map(({ name, nodes }) => [name, nodes.length]), [['partnerNetwork', 2], ['one › collaborators', 2]]);
});
