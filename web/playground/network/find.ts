import { type PictureTie, tieId } from '../../picture/types.ts';
import type { Question } from '../ask.ts';
import { type Field, fieldsOf, isObject, type JsonObject, unaliased } from './fields.ts';
import { type PartnerNode, Partners } from './partners.ts';

/** A network that an answer holds. */
export interface Network {
  /** Where in the answer it stands. */
  name: string;
  nodes: PartnerNode[];
  ties: PictureTie[];
  /** Which ties were asked for: the value of the argument links. */
  links: unknown;
  truncated: boolean;
  approximate: boolean;
  /** How many ties there are, where the answer says so. */
  linkCount: number | null;
  /** The same network as GraphML, where the answer has it. */
  file: string | null;
}

/** A network while it is read. */
interface Draft extends Omit<Network, 'nodes' | 'ties'> {
  partners: Partners;
  ties: Map<string, PictureTie>;
}

/** Finds all networks in an answer. Those that stand in the items of one list are one. */
export function networks(data: unknown, question: Question): Network[] {
  const found = new Map<string, Draft>();
  search(data, fieldsOf(question), [], found);
  return [...found.values()]
    .map(({ partners, ties, ...rest }) => ({ ...rest, nodes: partners.nodes, ties: [...ties.values()] }))
    .filter((network) => network.nodes.length > 0);
}

type Reader = (draft: Draft, value: unknown, field: Field, parent: JsonObject) => void;

const readers: Record<string, Reader> = { partnerNetwork: readNetwork, partnerPaths: readPaths, collaborators: readCollaborators };

function search(value: unknown, fields: Field[], path: string[], found: Map<string, Draft>): void {
  if (Array.isArray(value)) {
    value.forEach((item) => search(item, fields, path, found));
    return;
  }
  if (!isObject(value)) {
    return;
  }
  for (const field of fields) {
    const member = value[field.key];
    const at = ['nodes', 'node', 'edges'].includes(field.name) ? path : [...path, field.key];
    const read = Object.hasOwn(readers, field.name) ? readers[field.name] : undefined;
    if (read && member !== null && member !== undefined) {
      read(draftAt(at, field, found), unaliased(member, field.fields), field, unaliased(value, fields) as JsonObject);
    }
    search(member, field.fields, at, found);
  }
}

function draftAt(path: string[], field: Field, found: Map<string, Draft>): Draft {
  const name = path.join(' › ');
  const draft = found.get(name) ?? {
    name, partners: new Partners(), ties: new Map(), links: field.args['links'] ?? null, truncated: false, approximate: false, linkCount: null, file: null,
  };
  found.set(name, draft);
  return draft;
}

const list = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

const numberIn = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

function readNetwork(draft: Draft, value: unknown, { args }: Field): void {
  if (!isObject(value)) {
    return;
  }
  const focus = Array.isArray(args['focus']) ? args['focus'] : [];
  for (const { partner, degree, community, distance } of list(value['partners'])) {
    const near = focus.length > 0 && (distance === 0 || (isObject(partner) && focus.includes(partner['id'])));
    draft.partners.at(partner, { size: numberIn(degree), community: numberIn(community), focus: near });
  }
  for (const { number, partners } of list(value['communities'])) {
    list(partners).forEach((partner) => draft.partners.at(partner, { community: numberIn(number) }));
  }
  for (const { source, target, collaboration } of list(value['links'])) {
    tie(draft, source, target, collaboration);
  }
  draft.truncated ||= value['truncated'] === true;
  draft.approximate ||= value['approximate'] === true;
  draft.linkCount = numberIn(value['linkCount']) ?? null;
  const file = value['export'];
  draft.file = typeof file === 'string' && file.includes('<graphml') ? file : null;
}

function readPaths(draft: Draft, value: unknown): void {
  for (const path of list(value)) {
    const hops = list(path['hops']);
    const partners = hops.length > 0 ? [hops[0]!['from'], ...hops.map((hop) => hop['to'])] : list(path['partners']);
    partners.forEach((partner, i) => {
      draft.partners.at(partner, { focus: i === 0 || i === partners.length - 1 });
      if (i > 0) {
        tie(draft, partners[i - 1], partner, hops[i - 1]?.['collaboration']);
      }
    });
    // Either of the two may tell more of a partner.
    list(path['partners']).forEach((partner) => draft.partners.at(partner));
  }
}

function readCollaborators(draft: Draft, value: unknown, _: Field, parent: JsonObject): void {
  if (!isObject(value) || !('edges' in value || 'nodes' in value)) {
    return; // Who only counts them has no network.
  }
  const one = marked(parent) ? parent : { ...parent, name: 'The partner asked for' };
  draft.partners.at(one, { focus: true });
  for (const { node, collaboration } of list(value['edges'])) {
    draft.partners.at(node);
    tie(draft, one, node, collaboration);
  }
  for (const node of list(value['nodes'])) {
    draft.partners.at(node);
    tie(draft, one, node, undefined);
  }
}

const marked = (partner: JsonObject): boolean => ['id', 'slug', 'name', 'label', 'names'].some((name) => name in partner);

/** Adds a tie. Where the same two are tied again, what tells more of it stays. */
function tie(draft: Draft, one: unknown, other: unknown, collaboration: unknown): void {
  const [source, target] = [draft.partners.at(one), draft.partners.at(other)];
  if (!source || !target || source === target) {
    return;
  }
  const id = tieId({ source: source.id, target: target.id });
  const told = isObject(collaboration) ? collaboration : undefined;
  if (!draft.ties.has(id) || (told && !draft.ties.get(id)!.data)) {
    draft.ties.set(id, { source: source.id, target: target.id, weight: strengthOf(told), data: told });
  }
}

/** Returns how strong a tie is, as far as it is told: at least something ties the two. */
function strengthOf(told: JsonObject = {}): number {
  const { strength, sharedInitiativeCount, sharedReleaseCount } = told;
  const counted = (numberIn(sharedInitiativeCount) ?? 0) + (numberIn(sharedReleaseCount) ?? 0);
  return Math.max(1, numberIn(strength) ?? counted);
}
