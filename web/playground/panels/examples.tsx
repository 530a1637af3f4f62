import type { GraphiQLPlugin } from '@graphiql/react';
import { useDeferredValue, useState } from 'react';
import { audiences, type Example, examples } from '../examples.ts';
import { useOpenTab } from '../tab.ts';
import { icon, Nothing, Panel } from './panel.tsx';

export const examplesPlugin: GraphiQLPlugin = {
  title: 'Examples',
  icon: icon('M4 5.5A1.5 1.5 0 0 1 5.5 4H11v16H5.5A1.5 1.5 0 0 1 4 18.5z', 'M20 5.5A1.5 1.5 0 0 0 18.5 4H13v16h5.5a1.5 1.5 0 0 0 1.5-1.5z'),
  content: Examples,
};

function Examples() {
  const [wanted, setWanted] = useState('');
  const words = useDeferredValue(wanted).toLowerCase().split(/\s+/).filter(Boolean);
  const found = examples.filter((example) => words.every((word) => text(example).includes(word)));
  return (
    <Panel title="Examples">
      <input
        className="field"
        type="search"
        placeholder="Find an example"
        aria-label="Find an example"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      {audiences.map((audience) => (
        <Group key={audience} audience={audience} examples={found.filter((example) => example.audience === audience)} />
      ))}
      {found.length === 0 && <Nothing>No example has all of these words.</Nothing>}
    </Panel>
  );
}

const text = (example: Example) => `${example.title} ${example.explanation} ${example.query}`.toLowerCase();

function Group({ audience, examples }: { audience: string; examples: Example[] }) {
  const open = useOpenTab();
  if (examples.length === 0) {
    return null;
  }
  return (
    <>
      <h3>For {audience}</h3>
      <ul className="examples">
        {examples.map((example) => (
          <li key={example.name}>
            <button type="button" disabled={!open} data-example={example.name} onClick={() => open?.(example)}>
              <strong>{example.title}</strong>
              <span>{example.explanation}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
