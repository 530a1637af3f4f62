import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runnerImport } from 'vite';
import { madeUp } from './network.mjs';

/** @type {{module: typeof import('../picture/graph.ts')}} */
const { module: { join } } = await runnerImport('./picture/graph.ts');
/** @type {{module: typeof import('../picture/layout.ts')}} */
const { module: { Layout } } = await runnerImport('./picture/layout.ts');
/** @type {{module: typeof import('../picture/view.ts')}} */
const { module: { fitted, nodeScale, zoomed } } = await runnerImport('./picture/view.ts');
/** @type {{module: typeof import('../picture/groups.ts')}} */
const { module: { divide } } = await runnerImport('./picture/groups.ts');
/** @type {{module: typeof import('../picture/palette.ts')}} */
const { module: { distinct, look, themes } } = await runnerImport('./picture/palette.ts');
/** @type {{module: typeof import('../picture/labels.ts')}} */
const { module: { cut, Room } } = await runnerImport('./picture/labels.ts');
/** @type {{module: typeof import('../picture/scene.ts')}} */
const { module: { compose } } = await runnerImport('./picture/scene.ts');
/** @type {{module: typeof import('../picture/hit.ts')}} */
const { module: { thingAt } } = await runnerImport('./picture/hit.ts');
/** @type {{module: typeof import('../picture/graphml.ts')}} */
const { module: { graphml } } = await runnerImport('./picture/graphml.ts');
/** @type {{module: typeof import('../playground/network/words.ts')}} */
const { module: { kinds, strings } } = await runnerImport('./playground/network/words.ts');

/** A network of any size. @param {number} partners @param {number} ties @returns {import('../picture/types.ts').PictureData} */
function made(partners, ties) {
  const { partnerNetwork } = madeUp.data(partners, ties);
  return {
    nodes: partnerNetwork.partners.map(({ partner, degree, community }) => ({ id: partner.id, label: partner.name, kind: partner.kind ?? 'OTHER', community, size: degree })),
    ties: partnerNetwork.links.map(({ source, target, collaboration }) => ({ source: source.id, target: target.id, weight: collaboration.strength })),
  };
}

/** @param {import('../picture/types.ts').PictureData} data */
function laidOut(data) {
  const graph = join(data);
  const layout = new Layout(graph, false);
  while (!layout.settled) {
    layout.advance();
  }
  return graph;
}

const measure = (/** @type {string} */ text) => 7 * text.length;

test('the same network is laid out the same, in whatever order it is told', () => {
  const { nodes, ties } = made(60, 200);
  const places = (/** @type {ReturnType<typeof join>} */ graph) => graph.spots.map(({ id, x, y }) => `${id} ${x.toFixed(6)} ${y.toFixed(6)}`);
  const one = places(laidOut({ nodes, ties }));
  assert.deepEqual(places(laidOut({ nodes, ties })), one);
  assert.deepEqual(places(laidOut({ nodes: [...nodes].reverse(), ties: [...ties].reverse() })), one);
  assert.ok(laidOut({ nodes, ties }).spots.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
});

test('marks do not cover each other where all is seen', () => {
  for (const [partners, ties] of /** @type {const} */ ([[2, 1], [12, 30], [40, 190], [60, 400]])) {
    const graph = laidOut(made(partners, ties));
    const view = fitted(graph, { width: 600, height: 440 });
    const scale = nodeScale(view);
    const covered = graph.spots.flatMap((a, i) => graph.spots.slice(0, i).filter((b) => Math.hypot(a.x - b.x, a.y - b.y) * view.scale < (a.radius + b.radius) * scale).map((b) => `${a.id} ${b.id}`));
    assert.deepEqual(covered, [], `${partners} partners`);
  }
});

test('what has no ties stays near the others', () => {
  const { nodes, ties } = made(30, 120);
  const graph = laidOut({ nodes: [...nodes, { id: 'alone', label: 'Alone', size: 1 }], ties });
  const far = (/** @type {{x: number, y: number}} */ { x, y }) => Math.hypot(x, y);
  const furthest = Math.max(...graph.spots.filter(({ id }) => id !== 'alone').map(far));
  const alone = graph.spots.find(({ id }) => id === 'alone');
  assert.ok(alone && far(alone) < 1.3 * furthest, `${alone && far(alone)} of ${furthest}`);
});

test('ties to itself, to nobody and told twice are left out', () => {
  const { spots, lines } = join({
    nodes: [{ id: 'a', label: 'A' }, { id: 'b', label: 'B' }, { id: 'a', label: 'A again' }],
    ties: [{ source: 'a', target: 'b', weight: 1 }, { source: 'b', target: 'a', weight: 2 }, { source: 'a', target: 'a', weight: 1 }, { source: 'a', target: 'c', weight: 1 }],
  });
  assert.deepEqual([spots.length, lines.length], [2, 1]);
});

test('strong ties are broader, whatever the strongest is', () => {
  for (const { most, broadest } of [{ most: 1, broadest: 0.9 }, { most: 3, broadest: 2.7 }, { most: 100, broadest: 7 }, { most: 100_000, broadest: 7 }]) {
    const nodes = ['a', 'b', 'c', 'd'].map((id) => ({ id, label: id }));
    const weights = [most, most / 2, most / 10].map((weight) => Math.max(1, weight));
    const widths = join({ nodes, ties: weights.map((weight, i) => ({ source: 'a', target: nodes[i + 1]?.id ?? '', weight })) }).lines.map(({ width }) => width);
    assert.deepEqual(widths, [...widths].sort((a, b) => a - b), 'the lines stand by their weight');
    assert.ok(Math.abs((widths.at(-1) ?? 0) - broadest) < 0.1 && (widths[0] ?? 0) >= 0.9, `${widths} of ${most}`);
  }
});

test('all is seen in any frame, and the point zoomed at stays', () => {
  const graph = laidOut(made(40, 150));
  for (const size of [{ width: 800, height: 400 }, { width: 320, height: 320 }, { width: 90, height: 700 }]) {
    const view = fitted(graph, size);
    for (const { x, y } of graph.spots) {
      const [atX, atY] = [x * view.scale + view.x, y * view.scale + view.y];
      assert.ok(atX >= 0 && atX <= size.width && atY >= 0 && atY <= size.height, `${atX}, ${atY} in ${size.width} × ${size.height}`);
    }
    const nearer = zoomed(view, 1.7, 30, 40);
    const point = (/** @type {typeof view} */ one) => [(30 - one.x) / one.scale, (40 - one.y) / one.scale].map((n) => Math.round(n * 1e6));
    assert.deepEqual(point(nearer), point(view));
  }
  assert.equal(zoomed({ scale: 8, x: 0, y: 0 }, 5, 0, 0).scale, 8);
  assert.deepEqual(fitted(join({ nodes: [], ties: [] }), { width: 100, height: 60 }), { scale: 1, x: 50, y: 30 });
});

test('a kind keeps its colour in every picture, and what is too many has one in common', () => {
  const manner = (/** @type {'kind' | 'community'} */ colourBy) => ({ colourBy, kinds, theme: themes.light, strings });
  const graph = join({ nodes: ['HOSPITAL', 'COMPANY', undefined].map((kind, i) => ({ id: String(i), label: String(i), kind })), ties: [] });
  const groups = divide(graph, manner('kind'));
  assert.deepEqual(groups.list.map(({ text, look: { colour } }) => [text, colour]), [
    ['Company', look(themes.light, kinds.indexOf('COMPANY')).colour],
    ['Hospital', look(themes.light, kinds.indexOf('HOSPITAL')).colour],
    ['Others', themes.light.others],
  ]);
  const many = join({ nodes: Array.from({ length: distinct + 5 }, (_, i) => ({ id: String(i), label: String(i), community: i + 1 })), ties: [] });
  const { list } = divide(many, manner('community'));
  assert.equal(list.length, distinct + 1);
  assert.deepEqual([list.at(-1)?.text, list.at(-1)?.count], ['Others', 5]);
  assert.equal(new Set(list.map(({ look: { colour, shape } }) => colour + shape)).size, list.length, 'no two look alike');
  assert.equal(divide(join({ nodes: [{ id: 'a', label: 'A' }], ties: [] }), manner('kind')).list.length, 1);
});

test('labels cover neither each other nor leading marks', () => {
  const graph = laidOut(made(50, 220));
  const size = { width: 640, height: 440 };
  const groups = divide(graph, { colourBy: 'kind', kinds, theme: themes.light, strings });
  const covered = { left: 600, top: 0, right: 640, bottom: 110 };
  const scene = compose({ graph, groups, theme: themes.light, view: fitted(graph, size), size, measure, covered, at: null, selected: null, labels: 'best' });
  assert.ok(scene.labels.length >= 10, `${scene.labels.length} labels`);
  const boxes = scene.labels.map(({ text, x, y, anchor }) => {
    const width = measure(text);
    const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
    return { left, right: left + width, top: y - 6, bottom: y + 6, text };
  });
  const apart = (/** @type {typeof covered} */ a, /** @type {typeof covered} */ b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  boxes.forEach((box, i) => {
    boxes.slice(0, i).forEach((other) => assert.ok(apart(box, other), `${box.text} on ${other.text}`));
    assert.ok(apart(box, covered), `${box.text} under the buttons`);
    assert.ok(box.left >= 0 && box.right <= size.width && box.top >= 0 && box.bottom <= size.height, `${box.text} is cut`);
  });
  const none = compose({ graph, groups, theme: themes.light, view: fitted(graph, size), size, measure, covered: null, at: null, selected: null, labels: 'none' });
  assert.deepEqual(none.labels, []);
});

test('what somebody points at has its whole name', () => {
  const long = 'The Hong Kong University of Science and Technology';
  const graph = laidOut({ nodes: [{ id: 'a', label: long }, { id: 'b', label: 'B' }], ties: [{ source: 'a', target: 'b', weight: 1 }] });
  const size = { width: 200, height: 160 };
  const groups = divide(graph, { colourBy: 'kind', kinds, theme: themes.light, strings });
  const stage = { graph, groups, theme: themes.light, view: fitted(graph, size), size, measure, covered: null, selected: null, labels: /** @type {const} */ ('best') };
  const at = graph.byId.get('a') ?? null;
  assert.ok(compose({ ...stage, at }).labels.some(({ text }) => text === long));
  assert.equal(cut(long, 70, measure), 'The Hong…');
  assert.equal(cut('微軟亞洲研究院', 28, measure), '微軟亞…');
});

test('room that is taken is not free', () => {
  const room = new Room();
  const box = { left: -10, right: 30, top: -5, bottom: 5 };
  room.take(box);
  assert.equal(room.has({ left: 29, right: 40, top: 0, bottom: 3 }), false);
  assert.equal(room.has({ left: 30, right: 40, top: 0, bottom: 3 }), true);
  assert.equal(room.has(box, box), true);
});

test('a press beside a tie finds it, one at a partner finds the partner', () => {
  const graph = join({ nodes: [{ id: 'a', label: 'A' }, { id: 'b', label: 'B' }], ties: [{ source: 'a', target: 'b', weight: 1 }] });
  graph.spots.forEach((spot, i) => Object.assign(spot, { x: 200 * i, y: 0 }));
  const view = { scale: 1, x: 0, y: 0 };
  const [tie] = graph.lines;
  assert.equal(thingAt(graph, view, 100, 11, 12), tie);
  assert.equal(thingAt(graph, view, 100, 20, 12), null);
  assert.equal(thingAt(graph, view, 10, 3, 12), graph.spots[0]);
});

test('GraphML holds what the picture does, and no text breaks it', () => {
  const text = graphml({
    nodes: [{ id: 'a"<', label: 'A & B <i>\u0000', kind: 'COMPANY', community: 2, size: 3 }, { id: 'b', label: '' }],
    ties: [{ source: 'b', target: 'a"<', weight: 2.5, label: 'x]]>' }, { source: 'b', target: 'gone', weight: 1 }],
  });
  assert.match(text, /<node id="a&quot;&lt;"><data key="node-label">A &amp; B &lt;i&gt;\uFFFD<\/data><data key="node-kind">COMPANY<\/data><data key="node-community">2<\/data><data key="node-degree">3<\/data><\/node>/);
  assert.match(text, /<edge id="e1" source="b" target="a&quot;&lt;"><data key="edge-weight">2.5<\/data><data key="edge-label">x\]\]&gt;<\/data><\/edge>/);
  assert.equal(text.match(/<edge /g)?.length, 1);
  const declared = new Set([...text.matchAll(/<key id="([^"]+)"/g)].map(([, id]) => id));
  assert.ok([...text.matchAll(/<data key="([^"]+)"/g)].every(([, key]) => declared.has(key)));
});
