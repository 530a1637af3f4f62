/** Chance with a seed (mulberry32). */
function chance() {
  let state = 7;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const kinds = ['UNIVERSITY', 'COMPANY', 'GOVERNMENT', 'HOSPITAL', 'FUNDER', 'FOUNDATION', 'RESEARCH_INSTITUTE'];
const syllables = ['Institute', 'University', 'Hong Kong', '微軟亞洲研究院', 'Science', 'Bank', 'Foundation', 'Medical', 'Group'];

/** A network as the API answers it, of any size. */
export const madeUp = {
  query: '{ partnerNetwork(limit: 500) { partners { partner { id name kind } degree community } links(first: 2000) { source { id } target { id } collaboration { strength } } } }',

  /**
   * @param {number} partners
   * @param {number} ties at most
   */
  data(partners, ties) {
    const random = chance();
    const below = (/** @type {number} */ n, power = 1) => Math.floor(n * random() ** power);
    const word = () => syllables[below(syllables.length)];
    const communities = Array.from({ length: partners }, () => 1 + below(14, 2));
    const links = new Map();
    while (links.size < ties) {
      const [one, other] = [below(partners, 2), below(partners, 2)];
      if (one < other && (communities[one] === communities[other] || random() < 0.05)) {
        links.set(`${one} ${other}`, { source: { id: `p${one}` }, target: { id: `p${other}` }, collaboration: { strength: 1 + below(20, 4) } });
      }
    }
    const degrees = new Map();
    for (const { source, target } of links.values()) {
      [source.id, target.id].forEach((id) => degrees.set(id, (degrees.get(id) ?? 0) + 1));
    }
    return {
      partnerNetwork: {
        partners: communities.map((community, i) => ({
          partner: { id: `p${i}`, name: `${word()} ${word()} ${i}`, kind: kinds[below(kinds.length)] },
          degree: degrees.get(`p${i}`) ?? 0,
          community,
        })),
        links: [...links.values()],
      },
    };
  },
};
