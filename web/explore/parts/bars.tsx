import { useWorld } from '../context.tsx';

/** Numbers as bars that lie beside their names: picture and table in one. */
export function Bars({ caption, head, rows }: { caption: string; head: string; rows: readonly { name: string; count: number }[] }) {
  const { format, texts } = useWorld();
  const most = Math.max(1, ...rows.map((row) => row.count));
  return (
    <table class="bars">
      <caption>{caption}</caption>
      <thead class="unseen">
        <tr>
          <th scope="col">{head}</th>
          <th scope="col">{texts.count}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <th scope="row">{row.name}</th>
            <td>
              <Bar share={row.count / most} />
              <span class="number">{format.number(row.count)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A bar as long as its share of the room. */
export function Bar({ share }: { share: number }) {
  return (
    <svg class="bar" width="100%" height="8" aria-hidden="true">
      <rect class="track" width="100%" height="8" rx="4" />
      <rect class="series-1" width={`${Math.max(2, share * 100)}%`} height="8" rx="4" />
    </svg>
  );
}
