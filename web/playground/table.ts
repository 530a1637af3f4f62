export type Cell = string | number | boolean | null;

/** One of the lists of an answer, a row for each of its items. */
export interface Table {
  name: string;
  columns: string[];
  rows: Cell[][];
}

type Json = unknown;
type JsonObject = Record<string, Json>;
type Cells = Map<string, Cell>;

/**
 * Reads all lists of objects in an answer's data as tables. Connections count
 * as their items: nodes and edges do not appear in names. Within a row, objects
 * become columns (parent.name) and lists become joined values; a list within a
 * list is a table of its own as well, with the columns of the item it hangs on.
 */
export function tables(data: Json): Table[] {
  const found = new Map<string, Cells[]>();
  collect(data, [], new Map(), found);
  return [...found].filter(([, rows]) => rows.length > 0).map(([name, rows]) => tabulate(name, rows));
}

function tabulate(name: string, rows: Cells[]): Table {
  const names = new Set(rows.flatMap((row) => [...row.keys()]));
  const columns = [...names].filter((column) => !isMissingObject(column, names, rows));
  return { name, columns, rows: rows.map((row) => columns.map((column) => row.get(column) ?? null)) };
}

/** Reports whether a column only says that an object is missing which has columns of its own elsewhere. */
function isMissingObject(column: string, names: Set<string>, rows: Cells[]): boolean {
  const inner = `${column}.`;
  return [...names].some((name) => name.startsWith(inner)) && rows.every((row) => (row.get(column) ?? null) === null);
}

const isObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: Json): value is JsonObject[] => Array.isArray(value) && value.length > 0 && value.every((item) => item === null || isObject(item)) && value.some(isObject);

/** The members of answers that say where a page stands or how things were counted, not what was asked. */
const aside = new Set(['cursor', 'pageInfo', '__typename']);

function collect(value: Json, path: string[], context: Cells, found: Map<string, Cells[]>): void {
  if (!isObject(value)) {
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    if (aside.has(key) || key === 'where' || isKeys(key, member)) {
      continue;
    }
    const at = step(path, key, value);
    if (isList(member)) {
      collectRows(member.filter(isObject), at, context, found);
    } else {
      collect(member, at, context, found);
    }
  }
}

/** Leaves the machinery of connections out of a path; both nodes and edges keep the two apart. */
function step(path: string[], key: string, parent: JsonObject): string[] {
  if (key === 'nodes' || key === 'node' || (key === 'edges' && !('nodes' in parent))) {
    return path;
  }
  return [...path, key];
}

function collectRows(items: JsonObject[], path: string[], context: Cells, found: Map<string, Cells[]>): void {
  const name = path.join(' › ') || 'list';
  const rows = found.get(name) ?? [];
  found.set(name, rows);
  for (const item of items) {
    const row: Cells = new Map(context);
    fill(item, '', row);
    rows.push(row);
    collect(unwrapped(item), path, own(item, path, context), found);
  }
}

/** Returns what the lists below an item repeat of it: its own plain values, under the list's name. */
function own(item: JsonObject, path: string[], context: Cells): Cells {
  const cells: Cells = new Map(context);
  const prefix = path.at(-1) ?? '';
  for (const [key, value] of Object.entries(unwrapped(item))) {
    if (!aside.has(key) && isPlain(value)) {
      cells.set(prefix === '' ? key : `${prefix}.${key}`, value);
    }
  }
  return cells;
}

const isPlain = (value: Json): value is Cell => value === null || typeof value !== 'object';

/** Puts the node of an edge in the edge's place; what both have, such as a role, the edge has under its own name. */
function unwrapped(item: JsonObject): JsonObject {
  if (!isObject(item['node'])) {
    return item;
  }
  const { node, ...edge } = item;
  const merged: JsonObject = { ...(node as JsonObject) };
  for (const [key, value] of Object.entries(edge)) {
    merged[key in merged ? `edge.${key}` : key] = value;
  }
  return merged;
}

/** Fills a row with an object's values, under names that lead to them. */
function fill(item: JsonObject, prefix: string, row: Cells): void {
  for (const [key, value] of Object.entries(unwrapped(item))) {
    if (!aside.has(key)) {
      put(value, prefix === '' ? key : `${prefix}.${key}`, key, row);
    }
  }
}

function put(value: Json, name: string, key: string, row: Cells): void {
  if (isPlain(value)) {
    row.set(name, value);
  } else if (key === 'where') {
    row.set(name, JSON.stringify(value));
  } else if (isKeys(key, value)) {
    fillKeys(value, row);
  } else if (Array.isArray(value)) {
    fillJoined(value, name, row);
  } else if (isObject(value)) {
    fillObject(value, name, row);
  }
}

/** Reports whether a member holds the dimensions of a group, which become columns of the group's row. */
const isKeys = (key: string, value: Json): value is JsonObject[] =>
  key === 'keys' && isList(value) && value.every((one) => isObject(one) && 'dimension' in one);

/** Gives each dimension of a group a column of its own. */
function fillKeys(keys: JsonObject[], row: Cells): void {
  for (const key of keys) {
    const shown = key['label'] ?? key['value'] ?? null;
    row.set(String(key['dimension']), isPlain(shown) ? shown : JSON.stringify(shown));
  }
}

/** Fills what an object holds; of a connection, its items are joined as if they stood in its place. */
function fillObject(value: JsonObject, name: string, row: Cells): void {
  for (const [key, member] of Object.entries(value)) {
    if (aside.has(key)) {
      continue;
    }
    const inner = key === 'nodes' || (key === 'edges' && !('nodes' in value)) ? name : `${name}.${key}`;
    put(member, inner, key, row);
  }
}

function fillJoined(items: Json[], name: string, row: Cells): void {
  const joined = new Map<string, string[]>();
  for (const item of items) {
    const cells: Cells = new Map();
    if (isObject(item)) {
      fill(item, name, cells);
    } else {
      put(item, name, '', cells);
    }
    for (const [column, cell] of cells) {
      const texts = joined.get(column) ?? [];
      joined.set(column, texts);
      if (cell !== null && cell !== '') {
        texts.push(String(cell));
      }
    }
  }
  for (const [column, texts] of joined) {
    row.set(column, texts.join('; '));
  }
}

/** How a table is sorted: by which column, and which way. */
export interface Order {
  column: number;
  descending: boolean;
}

/** Returns the table's rows sorted; cells without a value come last either way. */
export function sorted(table: Table, order: Order | null): Table {
  if (!order) {
    return table;
  }
  const sign = order.descending ? -1 : 1;
  const rows = [...table.rows].sort((a, b) => compare(a[order.column] ?? null, b[order.column] ?? null, sign));
  return { ...table, rows };
}

const collator = new Intl.Collator('und', { numeric: true });
const decimal = /^-?\d+(\.\d+)?$/;

function compare(a: Cell, b: Cell, sign: number): number {
  const missing = Number(a === null || a === '') - Number(b === null || b === '');
  if (missing !== 0 || a === null || b === null) {
    return missing;
  }
  if (isNumber(a) && isNumber(b)) {
    return sign * (Number(a) - Number(b));
  }
  return sign * collator.compare(String(a), String(b));
}

/** Reports whether a column holds numbers, and nothing else where it holds anything. */
export function isNumeric(table: Table, column: number): boolean {
  const cells = table.rows.map((row) => row[column] ?? null).filter((cell) => cell !== null);
  return cells.length > 0 && cells.every(isNumber);
}

/** Reports whether a cell is a number, also one that came as text, as exact amounts do. */
function isNumber(cell: Cell): boolean {
  return typeof cell === 'number' || (typeof cell === 'string' && decimal.test(cell));
}
