import { useState } from 'react';
import { type PictureTie, tieId } from '../../picture/types.ts';
import type { Network } from '../network/find.ts';
import type { PartnerNode } from '../network/partners.ts';
import { count, words } from '../network/words.ts';
import { TieText } from './network-tie.tsx';

interface AboutProps {
  network: Network;
  selected: string | null;
  onSelect: (id: string | null) => void;
}

/** What is selected in the picture, and the picture as a table. */
export function About({ network, selected, onSelect }: AboutProps) {
  const node = network.nodes.find((one) => one.id === selected);
  const tie = node ? undefined : network.ties.find((one) => tieId(one) === selected);
  return (
    <>
      {!node && !tie && <p className="remark">Select a tie to read its initiatives, releases and quotes; a partner to see its ties.</p>}
      {node && <PartnerText node={node} network={network} onSelect={onSelect} />}
      {tie && <TieText key={selected} tie={tie} network={network} />}
      <TieTable network={network} onSelect={onSelect} />
    </>
  );
}

/** How many rows are shown at first. */
const few = 100;

function PartnerText({ node, network, onSelect }: { node: PartnerNode; network: Network; onSelect: AboutProps['onSelect'] }) {
  const ties = network.ties.filter((tie) => tie.source === node.id || tie.target === node.id).sort(byWeight);
  const about = [node.kind && words(node.kind), node.community && `Community ${node.community}`, `${count(ties.length, 'tie')} in the picture`].filter(Boolean);
  const labels = new Map(network.nodes.map((one) => [one.id, one.label]));
  return (
    <section aria-label={node.label} className="network-selected">
      <h3>{node.label}</h3>
      <p className="remark">{about.join(' · ')}</p>
      <ul className="network-ties">
        {ties.slice(0, few).map((tie) => (
          <li key={tieId(tie)}>
            <button type="button" className="text-button" onClick={() => onSelect(tieId(tie))}>
              {labels.get(tie.source === node.id ? tie.target : tie.source)}
            </button>{' '}
            <span className="remark">{tie.weight}</span>
          </li>
        ))}
      </ul>
      {ties.length > few && <p className="remark">The strongest {few} are listed.</p>}
    </section>
  );
}

const byWeight = (a: PictureTie, b: PictureTie): number => b.weight - a.weight;

/** The picture as a table, for those who do not see it, and for those who would rather read. */
function TieTable({ network, onSelect }: { network: Network; onSelect: AboutProps['onSelect'] }) {
  const [shown, setShown] = useState(few);
  const labels = new Map(network.nodes.map((node) => [node.id, node.label]));
  const ties = [...network.ties].sort(byWeight);
  return (
    <details className="network-table">
      <summary>The picture as a table</summary>
      <div className="grid" tabIndex={0} role="region" aria-label="Ties of the picture">
        <table>
          <thead>
            <tr>
              <th scope="col">Partner</th>
              <th scope="col">Partner</th>
              <th scope="col" className="number">
                Strength
              </th>
            </tr>
          </thead>
          <tbody>
            {ties.slice(0, shown).map((tie) => (
              <tr key={tieId(tie)}>
                <td>{labels.get(tie.source)}</td>
                <td>{labels.get(tie.target)}</td>
                <td className="number">
                  <button type="button" className="text-button" aria-label={`Read the tie of ${labels.get(tie.source)} and ${labels.get(tie.target)}, strength ${tie.weight}`} onClick={() => onSelect(tieId(tie))}>
                    {tie.weight}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {ties.length > shown && (
        <button type="button" className="action" onClick={() => setShown(shown + 5 * few)}>
          More ({(ties.length - shown).toLocaleString('en')})
        </button>
      )}
    </details>
  );
}
