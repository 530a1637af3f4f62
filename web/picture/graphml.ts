import { join } from './graph.ts';
import { escaped } from './svg.ts';
import type { PictureData } from './types.ts';

const space = 'http://graphml.graphdrawing.org/xmlns';

const keys = [
  ['node', 'label', 'string'],
  ['node', 'kind', 'string'],
  ['node', 'community', 'int'],
  ['node', 'degree', 'double'],
  ['edge', 'weight', 'double'],
  ['edge', 'label', 'string'],
] as const;

/** Writes a network for Cytoscape, networkx, yEd and igraph, with the ties that a picture of it has. */
export function graphml(data: PictureData): string {
  const { spots, lines } = join(data);
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<graphml xmlns="${space}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${space} ${space}/1.0/graphml.xsd">`,
    ...keys.map(([of, name, type]) => `  <key id="${of}-${name}" for="${of}" attr.name="${name}" attr.type="${type}"/>`),
    `  <graph id="network" edgedefault="undirected">`,
    ...spots.map(({ id, node, ties }) => {
      const { label, kind, community, size = ties.length } = node;
      return `    <node id="${escaped(id)}">${values('node', { label, kind, community, degree: size })}</node>`;
    }),
    ...lines.map(({ source, target, tie }, i) => {
      const { weight, label } = tie;
      return `    <edge id="e${i + 1}" source="${escaped(source.id)}" target="${escaped(target.id)}">${values('edge', { weight, label })}</edge>`;
    }),
    `  </graph>`,
    `</graphml>`,
    ``,
  ].join('\n');
}

function values(of: string, all: Record<string, string | number | undefined>): string {
  return Object.entries(all)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `<data key="${of}-${name}">${escaped(String(value))}</data>`)
    .join('');
}
