import type { GraphiQLPlugin } from '@graphiql/react';
import { type FormEvent, useEffect, useState } from 'react';
import { type Answer, ask } from '../ask.ts';
import { forgetKey, keepKey, readKey } from '../key.ts';
import { icon, Panel, Refused } from './panel.tsx';

export const keyPlugin: GraphiQLPlugin = {
  title: 'Key',
  icon: icon('M8 20a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z', 'M11.2 12.3 20 3.5', 'M16.5 7l3 3'),
  content: Key,
};

function Key() {
  const [kept, setKept] = useState(readKey());
  return (
    <Panel title="Key">
      <p>Without a key you are a reader and see what is published. Analysts and editors type theirs here, once.</p>
      {kept === '' ? (
        <KeyForm onKept={setKept} />
      ) : (
        <div className="actions">
          <span>This tab has a key.</span>
          <button
            type="button"
            className="action"
            onClick={() => {
              forgetKey();
              setKept('');
            }}
          >
            Forget it
          </button>
        </div>
      )}
      <Asker key={kept} />
      <p className="remark">The key is kept until this tab is closed. It is never part of links, of the history or of what stays on this machine.</p>
    </Panel>
  );
}

function KeyForm({ onKept }: { onKept: (key: string) => void }) {
  const [typed, setTyped] = useState('');
  const keep = (event: FormEvent) => {
    event.preventDefault();
    const key = typed.trim();
    if (key !== '') {
      keepKey(key);
      onKept(key);
    }
  };
  return (
    <form className="actions" onSubmit={keep}>
      <input className="field" type="password" autoComplete="off" spellCheck={false} placeholder="Key" aria-label="Key" value={typed} onChange={(event) => setTyped(event.target.value)} />
      <button type="submit" className="action">
        Use it
      </button>
    </form>
  );
}

/** Says as whom the server knows the one who asks. */
function Asker() {
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    const ended = new AbortController();
    ask({ query: '{ viewer { name role } }' }, { signal: ended.signal }).then(setAnswer, () => undefined);
    return () => ended.abort();
  }, []);
  if (!answer) {
    return <p>Asking the server …</p>;
  }
  const viewer = answer.data?.['viewer'] as { name: string | null; role: string } | undefined;
  if (!viewer) {
    return <Refused>{answer.errors?.[0]?.message ?? 'The server did not say.'}</Refused>;
  }
  return (
    <p>
      You are asking as <strong>{viewer.name ?? 'a reader'}</strong>, role <code>{viewer.role}</code>.
    </p>
  );
}
