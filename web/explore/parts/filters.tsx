import { useEffect, useId, useState } from 'preact/hooks';
import { countOf, type Filters, go, isDate, noFilters } from '../address.ts';
import { useWorld } from '../context.tsx';
import { initiativeKinds, partnerKinds } from '../kinds.ts';

/** Changes what counts, in the address bar: all that is shown follows from there. */
function change(filters: Filters, part: Partial<Filters>): void {
  go({ filters: { ...filters, ...part } });
}

/** The filters of a page. about is the slug of the partner that the page is about. */
export function FilterBar({ about = '' }: { about?: string }) {
  const { address, texts, publisher } = useWorld();
  const { filters } = address;
  const set = countOf(filters);
  const [open, setOpen] = useState(() => set > 0 || matchMedia('(min-width: 720px)').matches);
  const isPublisher = publisher?.slug === about && about !== '';
  return (
    <details class="filters" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{texts.filtersOn(set)}</summary>
      <form onSubmit={(event) => event.preventDefault()} aria-label={texts.filters}>
        <DateField label={texts.since} value={filters.since} partial onChange={(since) => change(filters, { since })} />
        <DateField label={texts.asOf} value={filters.asOf} onChange={(asOf) => change(filters, { asOf })} />
        <label class="field">
          <span>{texts.basis}</span>
          <select value={filters.basis} onChange={(event) => change(filters, { basis: event.currentTarget.value as Filters['basis'] })}>
            <option value="">{texts.basisAll}</option>
            <option value="INITIATIVE">{texts.basisInitiatives}</option>
            <option value="RELEASE">{texts.basisReleases}</option>
          </select>
        </label>
        <Choice label={texts.initiativeKindsAre} all={initiativeKinds} names={texts.initiativeKind} chosen={filters.kinds} onChange={(kinds) => change(filters, { kinds })} />
        <Choice label={texts.partnerKindsAre} all={partnerKinds} names={texts.partnerKind} chosen={filters.partnerKinds} onChange={(kinds) => change(filters, { partnerKinds: kinds })} />
        <StrengthField value={filters.minStrength} onChange={(minStrength) => change(filters, { minStrength })} />
        {publisher && (
          <label class={isPublisher ? 'check off' : 'check'} title={isPublisher ? texts.isPublisher : texts.withoutPublisherIs(publisher.name)}>
            <input type="checkbox" checked={filters.withoutPublisher && !isPublisher} disabled={isPublisher} onChange={(event) => change(filters, { withoutPublisher: event.currentTarget.checked })} />
            <span>{texts.withoutPublisher}</span>
          </label>
        )}
        {set > 0 && (
          <button type="button" class="button plain" onClick={() => go({ filters: noFilters })}>
            {texts.clear}
          </button>
        )}
      </form>
    </details>
  );
}

/** A date; partial ones may leave out the day, or month and day. */
function DateField({ label, value, partial = false, onChange }: { label: string; value: string; partial?: boolean; onChange: (date: string) => void }) {
  const { texts } = useWorld();
  const [typed, setTyped] = useState(value);
  const [wrong, setWrong] = useState(false);
  const id = useId();
  useEffect(() => {
    setTyped(value);
    setWrong(false);
  }, [value]);
  if (!partial) {
    return (
      <label class="field">
        <span>{label}</span>
        <input type="date" value={value} onChange={(event) => onChange(event.currentTarget.value)} />
      </label>
    );
  }
  const take = () => {
    const valid = typed.trim() === '' || isDate(typed.trim());
    setWrong(!valid);
    if (valid) {
      onChange(typed.trim());
    }
  };
  return (
    <label class="field">
      <span>{label}</span>
      <input type="text" inputMode="numeric" size={10} placeholder="2020" title={texts.sinceHint} value={typed} aria-invalid={wrong} aria-describedby={wrong ? id : undefined}
        onInput={(event) => setTyped(event.currentTarget.value)} onChange={take} onKeyDown={(event) => event.key === 'Enter' && take()} />
      {wrong && (
        <em id={id} role="alert">
          {texts.dateWrong}
        </em>
      )}
    </label>
  );
}

function StrengthField({ value, onChange }: { value: number; onChange: (n: number) => void }) {
  const { texts } = useWorld();
  return (
    <label class="field">
      <span>{texts.minStrength}</span>
      <input type="number" min={1} max={999} value={value} onChange={(event) => onChange(Math.min(999, Math.max(1, Math.floor(event.currentTarget.valueAsNumber) || 1)))} />
    </label>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  all: readonly T[];
  names: Record<T, string>;
  chosen: readonly T[];
  onChange: (chosen: readonly T[]) => void;
}

/** Several of a list; none chosen stands for all. */
function Choice<T extends string>({ label, all, names, chosen, onChange }: ChoiceProps<T>) {
  const { texts } = useWorld();
  const id = useId();
  const close = (event: KeyboardEvent & { currentTarget: HTMLDetailsElement }) => {
    if (event.key === 'Escape' && event.currentTarget.open) {
      event.currentTarget.open = false;
      event.currentTarget.querySelector('summary')?.focus();
    }
  };
  const leave = (event: FocusEvent & { currentTarget: HTMLDetailsElement }) => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) {
      event.currentTarget.open = false;
    }
  };
  return (
    <div class="field">
      <span id={id}>{label}</span>
      <details class="choice" onKeyDown={close} onFocusOut={leave}>
        <summary aria-labelledby={`${id} ${id}-state`}>
          <span id={`${id}-state`}>{chosen.length === 0 ? texts.all : chosen.length === 1 ? names[chosen[0]!] : texts.chosen(chosen.length)}</span>
        </summary>
        <div class="choices" role="group" aria-labelledby={id} tabIndex={-1}>
          {all.map((one) => (
            <label key={one} class="check">
              <input type="checkbox" checked={chosen.includes(one)} onChange={(event) => onChange(all.filter((other) => (other === one ? event.currentTarget.checked : chosen.includes(other))))} />
              <span>{names[one]}</span>
            </label>
          ))}
        </div>
      </details>
    </div>
  );
}
