import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import { type Asked, useAsked } from '../asking.ts';
import type { Question } from '../ask.ts';
import { useWorld } from '../context.tsx';
import { link } from '../../playground/share.ts';
import { TroubleBox } from './trouble.tsx';

interface PanelProps<T> {
  title: string;
  hint?: string | undefined;
  question: Question<T> | null;
  /** What the panel is about: an answer about something else is not shown while waiting. */
  subject?: string;
  className?: string;
  children: (data: T) => ComponentChildren;
}

/** A part of a page that shows the answer to one query. */
export function Panel<T>({ title, hint, question, subject = '', className = '', children }: PanelProps<T>) {
  return (
    <AskedPanel asked={useAsked(question, subject)} title={title} hint={hint} question={question} className={className}>
      {children}
    </AskedPanel>
  );
}

/** A part of a page, of a query that is asked elsewhere. */
export function AskedPanel<T>({ title, hint, question, asked, className = '', children }: PanelProps<T> & { asked: Asked<T> }) {
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
      {trouble && <TroubleBox trouble={trouble} again={again} />}
      {data !== null ? <div class={busy ? 'panel-body waiting' : 'panel-body'}>{children(data)}</div> : trouble ? null : <Waiting />}
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

export function Waiting() {
  const { texts } = useWorld();
  return (
    <div class="skeleton">
      <span class="unseen">{texts.loading}</span>
      <i />
      <i />
      <i />
    </div>
  );
}

/** Says that there is nothing to show. */
export function Nothing({ children }: { children: ComponentChildren }) {
  return <p class="nothing">{children}</p>;
}
