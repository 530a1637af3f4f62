import { useState } from 'preact/hooks';
import type { Trouble } from '../ask.ts';
import { useWorld } from '../context.tsx';
import type { Texts } from '../texts/en.ts';
import { forgetKey, keepKey, readKey } from '../../playground/key.ts';

/** What went wrong, in a sentence. */
export function titleOf({ kind }: Trouble, texts: Texts): string {
  return { away: texts.away, key: texts.keyWrong, refused: texts.refused, broken: texts.broken }[kind];
}

/** Says why there is no answer, and offers what helps. */
export function TroubleBox({ trouble, again }: { trouble: Trouble; again: () => void }) {
  const { texts } = useWorld();
  const hint = { away: texts.awayHint, key: texts.keyHint, refused: '', broken: '' }[trouble.kind];
  return (
    <div class="trouble" role="alert">
      <p>
        <strong>{titleOf(trouble, texts)}</strong>
      </p>
      {hint && <p>{hint}</p>}
      {trouble.kind !== 'key' && trouble.reason && (
        <p class="reason" lang="en">
          {trouble.reason}
        </p>
      )}
      {trouble.kind === 'key' ? (
        <KeyForm />
      ) : (
        <p>
          <button type="button" class="button" onClick={again}>
            {texts.retry}
          </button>
        </p>
      )}
    </div>
  );
}

/** Takes a key, kept for this tab alone, and asks everything anew with it. */
export function KeyForm({ done }: { done?: () => void }) {
  const { texts, askAnew } = useWorld();
  const [typed, setTyped] = useState('');
  const use = (event: Event) => {
    event.preventDefault();
    if (typed.trim() !== '') {
      keepKey(typed.trim());
      askAnew();
      done?.();
    }
  };
  const forget = () => {
    forgetKey();
    askAnew();
    done?.();
  };
  return (
    <form class="key-form" onSubmit={use}>
      <input type="password" autocomplete="off" spellcheck={false} aria-label={texts.key} placeholder={texts.key} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
      <button type="submit" class="button">
        {texts.keyUse}
      </button>
      {readKey() !== '' && (
        <button type="button" class="button plain" onClick={forget}>
          {texts.keyForget}
        </button>
      )}
    </form>
  );
}
