import { useWorld } from '../context.tsx';

interface Figure {
  name: string;
  /** What there is of it; undefined while it is not known. */
  value: number | undefined;
  hint?: string;
  waiting?: boolean;
}

/** Numbers at a glance. One that is on its way has its place already. */
export function Figures({ figures, waiting = false }: { figures: readonly Figure[]; waiting?: boolean }) {
  const { format } = useWorld();
  return (
    <dl class="figures">
      {figures.map(({ name, value, hint, waiting: own = waiting }) => (
        <div key={name} title={hint}>
          <dt>{name}</dt>
          <dd aria-busy={own && value === undefined}>{value !== undefined ? format.number(value) : own ? <i class="wait" /> : '–'}</dd>
        </div>
      ))}
    </dl>
  );
}
