import type { GraphiQLPlugin } from '@graphiql/react';
import { useMemo, useState } from 'react';
import { examples } from '../examples.ts';
import { type Network, networks } from '../network/find.ts';
import { count } from '../network/words.ts';
import { useLastAnswer, useLastQuestion, useOpenTab } from '../tab.ts';
import { Drawn } from './network-drawn.tsx';
import { icon, Nothing, Panel, Refused } from './panel.tsx';

export const networkPlugin: GraphiQLPlugin = {
  title: 'Network',
  icon: icon('M6 8.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z', 'M18 11.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z', 'M9 20.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z', 'M8.5 6.7l7 1.8', 'M6.5 8.5l1.9 7', 'M16.5 11l-5.7 5.3'),
  content: NetworkPanel,
};

function NetworkPanel() {
  const answer = useLastAnswer();
  const question = useLastQuestion(answer);
  const found = useMemo(() => (answer?.data && question ? networks(answer.data, question) : []), [answer, question]);
  return (
    <Panel title="Network">
      {answer && found.length === 0 && (answer.errors || !answer.data) && <Refused>{answer.errors?.[0]?.message ?? 'The last answer has no data.'}</Refused>}
      {found.length > 0 ? <Choice found={found} /> : <HowTo asked={answer?.data !== undefined && answer?.data !== null} />}
    </Panel>
  );
}

/** Lets one of several networks be chosen. */
function Choice({ found }: { found: Network[] }) {
  const [name, setName] = useState('');
  const chosen = found.find((network) => network.name === name) ?? found[0]!;
  return (
    <>
      {found.length > 1 && (
        <label className="choice">
          Network
          <select className="field" value={chosen.name} onChange={(event) => setName(event.target.value)}>
            {found.map((network) => (
              <option key={network.name} value={network.name}>
                {network.name} ({network.nodes.length})
              </option>
            ))}
          </select>
        </label>
      )}
      <Drawn key={chosen.name} network={chosen} notes={<Notes network={chosen} />} />
    </>
  );
}

/** Tells where the picture is not the whole truth. */
function Notes({ network }: { network: Network }) {
  const { ties, linkCount, truncated, approximate } = network;
  return (
    <>
      {ties.length === 0 && <p className="remark">The answer tells of no ties. Ask for links, hops or edges, with a name or id of both ends.</p>}
      {truncated && <p className="remark">Truncated: there are more partners than limit lets in.</p>}
      {linkCount !== null && linkCount > ties.length && ties.length > 0 && (
        <p className="remark">
          The strongest {ties.length.toLocaleString('en')} of {count(linkCount, 'tie')}: ask for more with links(first: …).
        </p>
      )}
      {approximate && <p className="remark">Approximate: betweenness was sampled.</p>}
    </>
  );
}

const drawable = /\b(partnerNetwork|partnerPaths|collaborators)\b/;

/** Says how to come by a picture, and offers the examples that have one. */
function HowTo({ asked }: { asked: boolean }) {
  const open = useOpenTab();
  return (
    <>
      <Nothing>
        {asked ? 'The last answer holds no network. ' : ''}Run a query that asks for <code>partnerNetwork</code>, <code>partnerPaths</code> or <code>collaborators</code>: it is drawn here. Names or ids of partners must be asked for.
      </Nothing>
      <h3>Examples with a network</h3>
      <ul className="examples">
        {examples
          .filter((example) => drawable.test(example.query))
          .map((example) => (
            <li key={example.name}>
              <button type="button" disabled={!open} data-network-example={example.name} onClick={() => open?.(example)}>
                <strong>{example.title}</strong>
                <span>{example.explanation}</span>
              </button>
            </li>
          ))}
      </ul>
    </>
  );
}
