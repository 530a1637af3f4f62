import type { PictureNode } from '../../picture/index.ts';
import { isObject, type JsonObject } from './fields.ts';

/** What an answer tells of a partner, all of it optional: queries ask for what they like. */
export interface PartnerData {
  id?: string;
  slug?: string;
  name?: string;
  kind?: string;
}

/** A node of a picture that is a partner. */
export type PartnerNode = PictureNode & { data: PartnerData };

type Draft = { -readonly [Key in keyof PartnerNode]: PartnerNode[Key] };

/**
 * Collects the partners of a network. The same partner may be told of by its id
 * here and by its name there: it is known again by whatever the two have in common.
 */
export class Partners {
  #drafts: Draft[] = [];
  #byMark = new Map<string, Draft>();

  get nodes(): PartnerNode[] {
    return this.#drafts;
  }

  /** Returns the node of a partner with what is new of it filled in; null for one that has neither id, slug nor name. */
  at(told: unknown, more: Partial<Pick<PictureNode, 'size' | 'community' | 'focus'>> = {}): PartnerNode | null {
    if (!isObject(told)) {
      return null;
    }
    const data = read(told);
    const marks = marksOf(data);
    if (marks.length === 0) {
      return null;
    }
    const draft = this.#known(data, marks) ?? this.#add(marks[0]!);
    draft.data = { ...data, ...draft.data };
    draft.kind ??= data.kind;
    draft.label = draft.data.name ?? draft.data.slug ?? draft.data.id ?? '';
    draft.size ??= more.size;
    draft.community ??= more.community;
    draft.focus ||= more.focus;
    for (const mark of marksOf(draft.data)) {
      if (!this.#byMark.has(mark)) {
        this.#byMark.set(mark, draft);
      }
    }
    return draft;
  }

  /** Finds a partner by the surest of its marks that is known, unless a surer one tells that it is another. */
  #known(data: PartnerData, marks: string[]): Draft | null {
    for (const mark of marks) {
      const draft = this.#byMark.get(mark);
      if (draft && !contradicts(draft.data, data)) {
        return draft;
      }
    }
    return null;
  }

  #add(id: string): Draft {
    const draft: Draft = { id, label: '', data: {} };
    this.#drafts.push(draft);
    return draft;
  }
}

const contradicts = (a: PartnerData, b: PartnerData): boolean =>
  (a.id !== undefined && b.id !== undefined && a.id !== b.id) || (a.slug !== undefined && b.slug !== undefined && a.slug !== b.slug);

const marksOf = ({ id, slug, name }: PartnerData): string[] =>
  [id && `id ${id}`, slug && `slug ${slug}`, name && `name ${name}`].filter((mark): mark is string => !!mark);

function read(told: JsonObject): PartnerData {
  const text = (name: string): string | undefined => (typeof told[name] === 'string' ? told[name] : undefined);
  const found = { id: text('id'), slug: text('slug'), name: text('name') ?? text('label') ?? firstName(told['names']), kind: text('kind') };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function firstName(names: unknown): string | undefined {
  const first: unknown = Array.isArray(names) ? names[0] : undefined;
  return isObject(first) && typeof first['text'] === 'string' ? first['text'] : undefined;
}
