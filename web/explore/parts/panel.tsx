import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import { countOf, go, noFilters } from '../address.ts';
import { isShared, type Question } from '../ask.ts';
import { type Asked, useAsked } from '../asking.ts';
import { useWorld } from '../context.tsx';
import { link } from '../../playground/share.ts';
import { titleOf, TroubleBox } from './trouble.tsx';

interface PanelProps<T> {
  title: string;
  hint?: string | undefined;
  question: Question<T> | null;
  /** What the panel is about: an answer about something else is not shown while waiting. */
  subject?: string;
  className?: string;
  /** What is shown while nothing is known: the outline of rows, or of a picture. */
  shape?: 'rows' | 'picture';
  children: (data: T) => ComponentChildren;
}

/** A part of a page that shows the answer to one query. */
export function Panel<T>({ question, subject = '', ...rest }: PanelProps<T>) {
  return <AskedPanel {...rest} question={question} asked={useAsked(question, subject)} />;
}

/** A part of a page, of a query that is asked elsewhere. */
export function AskedPanel<T>({ title, hint, question, asked, className = '', shape = 'rows', children }: PanelProps<T> & { asked: Asked<T> }) {
  const { texts, say } = useWorld();
  const id = useId();
  const { data, trouble, busy, again } = asked;
  const ready = data !== null && !busy;
  useEffect(() => {
    if (ready) {
      say(texts.loaded(title));
    }
  }, [ready, data]);
  return (
    <section class={`panel ${className}`} aria-labelledby={id} aria-busy={busy}>
      <header class="panel-head">
        <h2 id={id}>{title}</h2>
        {question && <QueryLink question={question} title={title} />}
        {hint && <p class="hint">{hint}</p>}
      </header>
      {trouble && !isShared(trouble) && <TroubleBox trouble={trouble} again={again} />}
      {data !== null && <div class={busy ? 'panel-body waiting' : 'panel-body'}>{children(data)}</div>}
      {data === null && (trouble ? isShared(trouble) && <Nothing>{titleOf(trouble, texts)}</Nothing> : <Waiting shape={shape} />)}
    </section>
  );
}

/** Opens what a panel asks in the playground. */
export function QueryLink({ question, title }: { question: Question<unknown>; title: string }) {
  const { texts } = useWorld();
  const variables = JSON.stringify(question.variables, null, 2);
  return (
    <a class="query" href={link({ query: question.query, variables }, '/playground')} target="_blank" rel="noopener" aria-label={texts.openQueryOf(title)} title={texts.openQueryOf(title)}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d="M5.5 3 1.5 8l4 5M10.5 3l4 5-4 5" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
      </svg>
      <span>{texts.openQuery}</span>
    </a>
  );
}

/** The outline of what is on its way. */
export function Waiting({ shape = 'rows' }: { shape?: 'rows' | 'picture' }) {
  const { texts } = useWorld();
  return (
    <div class={`skeleton ${shape}`}>
      <span class="unseen">{texts.loading}</span>
      {Array.from({ length: shape === 'rows' ? 5 : 1 }, (_, i) => (
        <i key={i} />
      ))}
    </div>
  );
}

/** Says that there is nothing to show. */
export function Nothing({ children }: { children: ComponentChildren }) {
  return <p class="nothing">{children}</p>;
}

/** Says that nothing is left to show, and takes the filters away where they may be why. */
export function NothingLeft({ children }: { children: ComponentChildren }) {
  const { texts, address } = useWorld();
  if (countOf(address.filters) === 0) {
    return <Nothing>{children}</Nothing>;
  }
  return (
    <div class="nothing">
      <p>
        {children} {texts.filteredOut}
      </p>
      <button type="button" class="button plain" onClick={() => go({ filters: noFilters })}>
        {texts.clear}
      </button>
    </div>
  );
}
