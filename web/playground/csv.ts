import { type Cell, type Table } from './table.ts';

/** What spreadsheets take for the beginning of a formula, also in full width. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;
const number = /^-?\d+(\.\d+)?$/;

/**
 * Writes a cell as text that no spreadsheet computes: an apostrophe stands
 * before what would begin a formula. Numbers stay numbers, below zero too.
 */
function plain(cell: Cell): string {
  if (cell === null) {
    return '';
  }
  const text = String(cell);
  return formula.test(text) && !number.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Writes a table as RFC 4180 has it, a line of names first. The mark at the
 * beginning tells spreadsheets that it is UTF-8.
 */
export function csv(table: Table): string {
  const lines = [table.columns, ...table.rows].map((row) => row.map((cell) => quoted(plain(cell))).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

/** Writes a table for the clipboard: spreadsheets paste it into cells. */
export function tabbed(table: Table): string {
  const line = (row: readonly Cell[]) => row.map((cell) => plain(cell).replace(/[\t\r\n]+/g, ' ')).join('\t');
  return [table.columns, ...table.rows].map(line).join('\n');
}
