import type { GraphiQLPlugin } from '@graphiql/react';
import { useMemo, useState } from 'react';
import { csv, tabbed } from '../csv.ts';
import { save } from '../save.ts';
import { isNumeric, type Order, sorted, type Table, tables } from '../table.ts';
import { useLastAnswer } from '../tab.ts';
import { CopyButton, icon, Nothing, Panel, Refused, WideView } from './panel.tsx';

export const tablePlugin: GraphiQLPlugin = {
  title: 'Table',
  icon: icon('M4 5h16v14H4z', 'M4 10h16', 'M4 14.5h16', 'M10 5v14'),
  content: TablePanel,
};

/** Longer tables are shown up to here; what is copied or saved has every row. */
const shownRows = 300;

function TablePanel() {
  const answer = useLastAnswer();
  const found = useMemo(() => tables(answer?.data), [answer]);
  return (
    <Panel title="Table">
      {!answer && <Nothing>Run a query that asks for a list: its answer appears here as a table.</Nothing>}
      {answer && !answer.data && <Refused>{answer.errors?.[0]?.message ?? 'The last answer has no data.'}</Refused>}
      {answer?.data && found.length === 0 && <Nothing>The last answer holds no list, or only empty ones.</Nothing>}
      {found.length > 0 && <Lists lists={found} />}
    </Panel>
  );
}

/** Lets one of several lists be chosen. */
function Lists({ lists }: { lists: Table[] }) {
  const [name, setName] = useState('');
  const chosen = lists.find((table) => table.name === name) ?? lists[0]!;
  return (
    <>
      <label className="choice">
        List
        <select className="field" value={chosen.name} onChange={(event) => setName(event.target.value)}>
          {lists.map((table) => (
            <option key={table.name} value={table.name}>
              {table.name} ({table.rows.length})
            </option>
          ))}
        </select>
      </label>
      <Sortable key={`${chosen.name} ${chosen.columns.join()}`} table={chosen} />
    </>
  );
}

function Sortable({ table }: { table: Table }) {
  const [order, setOrder] = useState<Order | null>(null);
  const [wide, setWide] = useState(false);
  const shown = useMemo(() => sorted(table, order), [table, order]);
  const actions = (
    <div className="actions">
      <CopyButton label="Copy" text={() => tabbed(shown)} />
      <button type="button" className="action" onClick={() => save(`${table.name}.csv`, new Blob([csv(shown)], { type: 'text/csv;charset=utf-8' }))}>
        Download CSV
      </button>
      <button type="button" className="action" onClick={() => setWide(!wide)}>
        {wide ? 'Close' : 'Wide view'}
      </button>
    </div>
  );
  const grid = <Grid table={shown} order={order} onOrder={setOrder} />;
  if (!wide) {
    return (
      <>
        {actions}
        {grid}
      </>
    );
  }
  return (
    <WideView label={`Table: ${table.name}`} title={table.name} onClose={() => setWide(false)}>
      {actions}
      {grid}
    </WideView>
  );
}

function Grid({ table, order, onOrder }: { table: Table; order: Order | null; onOrder: (order: Order | null) => void }) {
  const rows = table.rows.slice(0, shownRows);
  const numeric = table.columns.map((_, index) => isNumeric(table, index));
  return (
    <>
      <div className="grid" tabIndex={0} role="region" aria-label={`Rows of ${table.name}`}>
        <table>
          <thead>
            <tr>
              {table.columns.map((column, index) => (
                <Heading key={column} column={column} index={index} numeric={numeric[index] ?? false} order={order} onOrder={onOrder} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column} className={numeric[column] ? 'number' : undefined}>
                    <div>{cell === null ? '' : String(cell)}</div>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="remark" aria-live="polite">
        {table.rows.length > shownRows
          ? `The first ${shownRows} of ${table.rows.length} rows are shown; copies and files have all.`
          : `${table.rows.length} ${table.rows.length === 1 ? 'row' : 'rows'}`}
      </p>
    </>
  );
}

interface HeadingProps {
  column: string;
  index: number;
  numeric: boolean;
  order: Order | null;
  onOrder: (order: Order | null) => void;
}

/** A column's name; pressing it sorts by the column: upwards, downwards, not at all. */
function Heading({ column, index, numeric, order, onOrder }: HeadingProps) {
  const mine = order?.column === index ? order : null;
  const next = !mine ? { column: index, descending: false } : mine.descending ? null : { column: index, descending: true };
  const direction = !mine ? 'none' : mine.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" aria-sort={direction} className={numeric ? 'number' : undefined}>
      <button type="button" onClick={() => onOrder(next)}>
        {column}
        <span aria-hidden="true">{mine ? (mine.descending ? ' ▼' : ' ▲') : ''}</span>
      </button>
    </th>
  );
}
