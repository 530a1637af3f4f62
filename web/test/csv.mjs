import assert from 'node:assert/strict';

/**
 * Reads CSV as RFC 4180 has it, and nothing laxer.
 * @param {string} text
 * @returns {string[][]}
 */
export function parseCSV(text) {
  assert.ok(text.startsWith('\uFEFF'), 'there is no mark of UTF-8');
  assert.ok(text.endsWith('\r\n'), 'the last line does not end');
  const field = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/y;
  /** @type {string[][]} */
  const rows = [];
  /** @type {string[]} */
  let row = [];
  field.lastIndex = 1;
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const found = field.exec(text);
    assert.ok(found, `no field begins at ${at}: ${text.slice(at, at + 40)}`);
    const [, value = '', end] = found;
    row.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
