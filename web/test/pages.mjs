/** The pages of the explorer in a synthetic newsroom, and what they ask. */

/**
 * Finds the pages of what has most: the best connected partner, and an initiative, a release and a topic of its.
 * @param {string} address
 */
export async function explorerPages(address) {
  const query = `{
    partnerNetwork(limit: 2) { partners { partner { slug name initiatives(first: 1) { nodes { slug } } releases(first: 1) { nodes { slug } } } } }
    topics(first: 1) { nodes { slug } }
  }`;
  const response = await fetch(`${address}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query }) });
  const { data } = await response.json();
  const [one, other] = data.partnerNetwork.partners.map((/** @type {any} */ row) => row.partner);
  return {
    start: '/explore',
    partner: `/explore/partners/${one.slug}`,
    filtered: `/explore/partners/${one.slug}?since=2015&asOf=2024-12-31&strength=2&kind=GRANT&kind=DONATION&publisher=without`,
    tie: `/explore/partners/${one.slug}?tie=${one.slug}~${other.slug}`,
    initiative: `/explore/initiatives/${one.initiatives.nodes[0].slug}`,
    release: `/explore/releases/${one.releases.nodes[0].slug}`,
    topic: `/explore/topics/${data.topics.nodes[0].slug}`,
    search: `/explore/search?q=${encodeURIComponent(one.name.split(' ')[1] ?? one.name)}`,
    letter: `/explore/search?q=${encodeURIComponent(one.name.slice(0, 1))}`,
  };
}

/**
 * Returns how many partners each partner with ties is tied to in the whole network, the best connected first.
 * @param {string} address
 * @param {{links?: object, where?: object}} [filters] which ties count, and which partners are wanted
 * @returns {Promise<{name: string, ties: number}[]>}
 */
export async function wholeNetwork(address, filters = {}) {
  const query = `query($after: Cursor, $links: LinkFilter, $where: PartnerFilter) {
    partners(first: 100, after: $after, where: $where) { pageInfo { hasNextPage endCursor } nodes { name metrics(links: $links) { degree weightedDegree } } }
  }`;
  const found = [];
  /** @type {{hasNextPage: boolean, endCursor: string | null}} */
  let page = { hasNextPage: true, endCursor: null };
  while (page.hasNextPage) {
    const body = JSON.stringify({ query, variables: { ...filters, after: page.endCursor } });
    const response = await fetch(`${address}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    const { nodes, pageInfo } = (await response.json()).data.partners;
    found.push(...nodes);
    page = pageInfo;
  }
  return found
    .filter(({ metrics }) => metrics.degree > 0)
    .sort((a, b) => b.metrics.degree - a.metrics.degree || b.metrics.weightedDegree - a.metrics.weightedDegree)
    .map(({ name, metrics }) => ({ name, ties: metrics.degree }));
}

/**
 * Opens a page, waits until all of it is there, and returns what each of its queries took and cost.
 * @param {import('playwright-core').Page} page
 * @param {string} url
 */
export async function readPage(page, url) {
  /** @type {{query: string, ms: number, kB: number, cost: number, limit: number}[]} */
  const found = [];
  /** @type {Promise<void>[]} */
  const reading = [];
  const read = async (/** @type {import('playwright-core').Response} */ response) => {
    const request = response.request();
    const text = await response.text();
    const { requestStart, responseEnd } = request.timing();
    const { cost = { requested: 0, limit: 0 } } = JSON.parse(text).extensions ?? {};
    const query = /query (\w+)/.exec(request.postDataJSON().query)?.[1] ?? '';
    found.push({ query, ms: responseEnd - requestStart, kB: text.length / 1000, cost: cost.requested, limit: cost.limit });
  };
  const listen = (/** @type {import('playwright-core').Response} */ response) => void (response.url().endsWith('/graphql') && reading.push(read(response)));
  await page.goto('about:blank'); // What the page before asked is none of this one's.
  page.on('response', listen);
  await page.goto(url);
  await page.locator('h1').waitFor();
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true], .skeleton'), null, { timeout: 120_000 });
  await page.waitForLoadState('networkidle');
  page.off('response', listen);
  await Promise.all(reading);
  return found;
}
