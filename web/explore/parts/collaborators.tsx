import type { Collaboration, Collaborators, Network, PartnerRow } from '../api.ts';
import { go } from '../address.ts';
import { useWorld } from '../context.tsx';
import { Bar } from './bars.tsx';
import { PartnerLink } from './bits.tsx';

/** Whom a partner works with, the strongest ties first. */
export function CollaboratorTable({ of, collaborators }: { of: { slug: string; name: string }; collaborators: Collaborators }) {
  const { texts } = useWorld();
  const most = Math.max(1, ...collaborators.edges.map((edge) => edge.collaboration.strength));
  return (
    <table class="grid">
      <caption class="unseen">{texts.collaborators}</caption>
      <thead>
        <tr>
          <th scope="col">{texts.collaborators}</th>
          <th scope="col">{texts.strength}</th>
          <th scope="col" class="middle">
            {texts.dates}
          </th>
          <th scope="col">{texts.quotes}</th>
        </tr>
      </thead>
      <tbody>
        {collaborators.edges.map(({ node, collaboration }) => (
          <tr key={node.id}>
            <th scope="row">
              <PartnerLink partner={node} />
              <p class="meta">{texts.partnerKind[node.kind]}</p>
            </th>
            <td>
              <Strength collaboration={collaboration} most={most} />
            </td>
            <td class="middle date">
              <Dates collaboration={collaboration} />
            </td>
            <td>
              <QuotesButton a={of} b={node} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The first and the last date of what two share. */
function Dates({ collaboration: { firstSharedOn, lastSharedOn } }: { collaboration: Collaboration }) {
  const { format } = useWorld();
  return (
    <>
      {format.date(firstSharedOn)}
      {lastSharedOn !== firstSharedOn && (
        <>
          {' –'}
          <br />
          {format.date(lastSharedOn)}
        </>
      )}
    </>
  );
}

function Strength({ collaboration, most }: { collaboration: Collaboration; most: number }) {
  const { texts, format } = useWorld();
  const { strength, sharedInitiativeCount, sharedReleaseCount } = collaboration;
  return (
    <span class="strength" title={texts.strengthOf(sharedInitiativeCount, sharedReleaseCount)}>
      <span class="number">{format.number(strength)}</span>
      <Bar share={strength / most} />
    </span>
  );
}

/** Opens what ties two partners. */
export function QuotesButton({ a, b }: { a: { slug: string; name: string }; b: { slug: string; name: string } }) {
  const { texts } = useWorld();
  return (
    <button type="button" class="button small" aria-label={texts.quotesOf(a.name, b.name)} aria-haspopup="dialog" onClick={() => go({ tie: [a.slug, b.slug] })}>
      {texts.quotes}
    </button>
  );
}

/** The best connected partners, in the order in which the server picks them: by their ties in the whole network. */
export function ConnectedTable({ network, first }: { network: Network; first: number }) {
  const { texts, format } = useWorld();
  const rows = network.partners.slice(0, first).map(({ partner }) => ({ partner, ties: partner.collaborators.totalCount }));
  const most = Math.max(1, ...rows.map((row) => row.ties));
  return (
    <div>
      <table class="grid">
        <caption>{texts.mostConnected}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.partners}</th>
            <th scope="col">{texts.ties}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ partner, ties }) => (
            <tr key={partner.id}>
              <th scope="row">
                <PartnerLink partner={partner} />
              </th>
              <td>
                <span class="strength">
                  <span class="number">{format.number(ties)}</span>
                  <Bar share={ties / most} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">{texts.mostConnectedHint}</p>
    </div>
  );
}

/** The ties of a network, the strongest first: the picture in words. */
export function TieTable({ network }: { network: Network }) {
  const { texts, format } = useWorld();
  const partners = new Map<string, PartnerRow>(network.partners.map((one) => [one.partner.id, one.partner]));
  return (
    <details class="numbers">
      <summary>{texts.asTable}</summary>
      <div class="scroll tall" tabIndex={0} role="region" aria-label={texts.ties}>
        <table class="grid">
          <caption class="unseen">{texts.ties}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.ties}</th>
              <th scope="col">{texts.strength}</th>
              <th scope="col">{texts.quotes}</th>
            </tr>
          </thead>
          <tbody>
            {network.links.map(({ source, target, collaboration }) => {
              const [a, b] = [partners.get(source.id), partners.get(target.id)];
              return (
                a &&
                b && (
                  <tr key={`${a.id} ${b.id}`}>
                    <th scope="row">
                      <PartnerLink partner={a} /> – <PartnerLink partner={b} />
                    </th>
                    <td class="number">{format.number(collaboration.strength)}</td>
                    <td>
                      <QuotesButton a={a} b={b} />
                    </td>
                  </tr>
                )
              );
            })}
          </tbody>
        </table>
      </div>
    </details>
  );
}
