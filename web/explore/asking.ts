import { useEffect, useState } from 'preact/hooks';
import { ask, type Question, type Trouble } from './ask.ts';
import { useWorld } from './context.tsx';

/** What has come of a question so far. While busy, data is that of the question before. */
export interface Asked<T> {
  data: T | null;
  trouble: Trouble | null;
  busy: boolean;
  again: () => void;
}

/** How many answers are kept for those who go back. */
const most = 60;
const kept = new Map<string, unknown>();

function keep(name: string, data: unknown): void {
  kept.delete(name);
  kept.set(name, data);
  const [oldest] = kept.keys();
  if (kept.size > most && oldest !== undefined) {
    kept.delete(oldest);
  }
}

/**
 * Asks a question whenever it changes; null asks nothing yet. What was answered
 * before is shown at once, so that going back is immediate. subject tells what
 * an answer may be shown for while the next one is on its way.
 */
export function useAsked<T>(question: Question<T> | null, subject = ''): Asked<T> {
  const { round, told } = useWorld();
  const [tries, setTries] = useState(0);
  const name = question ? JSON.stringify([round, question.query, question.variables]) : '';
  const [state, setState] = useState<{ name: string; subject: string; data: T | null; trouble: Trouble | null }>({ name: '', subject, data: null, trouble: null });
  const known = kept.get(name) as T | undefined;
  useEffect(() => {
    if (!question || kept.has(name)) {
      return undefined;
    }
    const ended = new AbortController();
    ask(question, ended.signal).then(
      ({ data, trouble }) => {
        if (data) {
          keep(name, data);
        }
        told(trouble);
        setState((before) => ({ name, subject, data: data ?? (before.subject === subject ? before.data : null), trouble }));
      },
      () => undefined, // It was ended: nobody waits for it.
    );
    return () => ended.abort();
  }, [name, tries]);
  useEffect(() => {
    if (known !== undefined) {
      setState({ name, subject, data: known, trouble: null });
    }
  }, [name]);
  const again = () => {
    setState((before) => ({ ...before, name: '', trouble: null }));
    setTries(tries + 1);
  };
  if (known !== undefined) {
    return { data: known, trouble: null, busy: false, again };
  }
  const current = state.name === name && name !== '';
  return {
    data: state.subject === subject ? state.data : null,
    trouble: current ? state.trouble : null,
    busy: !current,
    again,
  };
}
