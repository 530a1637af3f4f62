import { useEffect, useState } from 'react';
import type { PictureTie } from '../../picture/index.ts';
import { type Answer, ask } from '../ask.ts';
import type { Network } from '../network/find.ts';
import { sentenceOf } from '../network/sentence.ts';
import { detailsIn, type Evidence, heldDetails, type ParticipantEdge, questionFor, type SharedInitiative, type SharedRelease, type TieDetails } from '../network/tie.ts';
import { count, words } from '../network/words.ts';
import { useTypedHeaders } from '../tab.ts';
import { Refused } from './panel.tsx';

/** What a tie rests on: initiatives, releases, and the sentences that prove them. */
export function TieText({ tie, network }: { tie: PictureTie; network: Network }) {
  const [one, other] = [tie.source, tie.target].map((id) => network.nodes.find((node) => node.id === id)!);
  const title = `${one!.label} – ${other!.label}`;
  const { details, refusal } = useDetails(tie, network);
  return (
    <section aria-label={title} className="network-selected" aria-live="polite" aria-busy={!details && !refusal}>
      <h3>{title}</h3>
      {refusal && <Refused>{refusal}</Refused>}
      {!details && !refusal && <p>Asking the server …</p>}
      {details && <Details details={details} />}
    </section>
  );
}

/** Takes a tie's details from the answer, or asks for exactly this tie. */
function useDetails(tie: PictureTie, network: Network): { details: TieDetails | null; refusal: string | null } {
  const headers = useTypedHeaders();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const held = heldDetails(tie.data);
  const [one, other] = [tie.source, tie.target].map((id) => network.nodes.find((node) => node.id === id)!.data);
  const question = held ? null : questionFor(one!, other!, network.links);
  const text = JSON.stringify(question);
  useEffect(() => {
    if (text === 'null') {
      return undefined;
    }
    const ended = new AbortController();
    ask(JSON.parse(text), { headers, signal: ended.signal }).then(setAnswer, () => undefined);
    return () => ended.abort();
  }, [text, headers]);
  if (held) {
    return { details: held, refusal: null };
  }
  const details = detailsIn(answer?.data);
  const refusal = !question
    ? 'The answer tells too little of the two partners to ask for their tie.'
    : answer && !details
      ? (answer.errors?.[0]?.message ?? 'The server no longer knows of this tie.')
      : null;
  return { details, refusal };
}

function Details({ details }: { details: TieDetails }) {
  const { initiatives, releases, firstSharedOn, lastSharedOn } = details;
  const counts: [number, string][] = [
    [details.sharedInitiativeCount ?? initiatives.length, 'initiative'],
    [details.sharedReleaseCount ?? releases.length, 'release'],
  ];
  const shared = counts.filter(([n]) => n > 0).map(([n, noun]) => count(n, noun));
  const when = firstSharedOn && (firstSharedOn === lastSharedOn ? firstSharedOn : `${firstSharedOn} to ${lastSharedOn}`);
  return (
    <>
      <p className="remark">{[...shared, when].filter(Boolean).join(' · ')}</p>
      {initiatives.length > 0 && (
        <>
          <h4>Initiatives</h4>
          <ul className="network-shared">
            {initiatives.map((initiative, i) => (
              <Initiative key={initiative.id ?? i} initiative={initiative} />
            ))}
          </ul>
          <Rest shown={initiatives.length} all={details.sharedInitiativeCount} />
        </>
      )}
      {releases.length > 0 && (
        <>
          <h4>Releases</h4>
          <ul className="network-shared">
            {releases.map((release, i) => (
              <Release key={release.id ?? i} release={release} />
            ))}
          </ul>
          <Rest shown={releases.length} all={details.sharedReleaseCount} />
        </>
      )}
    </>
  );
}

function Rest({ shown, all = shown }: { shown: number; all?: number | undefined }) {
  return all > shown ? <p className="remark">The newest {shown} are listed.</p> : null;
}

function Initiative({ initiative }: { initiative: SharedInitiative }) {
  const { name, kind, startedOn, participants } = initiative;
  const about = [kind && words(kind), startedOn].filter(Boolean).join(', ');
  return (
    <li>
      <strong>{name}</strong> {about && <span className="remark">{about}</span>}
      {participants.edges.map((edge, i) => (
        <Participant key={i} edge={edge} />
      ))}
    </li>
  );
}

function Participant({ edge: { node, participations } }: { edge: ParticipantEdge }) {
  return participations.map(({ role, since, until, evidence }, i) => (
    <div key={i} className="network-part">
      <p className="remark">{[node.name, role && words(role).toLowerCase(), since && `since ${since}`, until && `until ${until}`].filter(Boolean).join(', ')}</p>
      <Quotes evidence={evidence} withSource />
    </div>
  ));
}

function Release({ release }: { release: SharedRelease }) {
  return (
    <li>
      <Title title={release.title} address={release.sourceUrl} /> {release.publishedOn && <span className="remark">{release.publishedOn}</span>}
      {release.partners.edges.map(({ node, role, evidence }, i) => (
        <div key={i} className="network-part">
          <p className="remark">{[node.name, role && words(role).toLowerCase()].filter(Boolean).join(', ')}</p>
          <Quotes evidence={evidence} withSource={false} />
        </div>
      ))}
    </li>
  );
}

/** The sentences that say so, each with the words that count marked. */
function Quotes({ evidence, withSource }: { evidence: Evidence[]; withSource: boolean }) {
  if (evidence.length === 0) {
    return <p className="remark">No quote was entered.</p>;
  }
  return evidence.map((one, i) => {
    const { before, quote, after } = sentenceOf(one);
    return (
      <figure key={i} className="network-quote">
        <blockquote lang={one.release?.language}>
          {before}
          <mark>{quote}</mark>
          {after}
        </blockquote>
        {withSource && one.release && (
          <figcaption>
            <Title title={one.release.title} address={one.release.sourceUrl} /> <span className="remark">{one.release.publishedOn}</span>
          </figcaption>
        )}
      </figure>
    );
  });
}

function Title({ title, address }: { title: string; address?: string | null | undefined }) {
  return address && /^https?:/.test(address) ? (
    <a href={address} target="_blank" rel="noreferrer">
      {title}
    </a>
  ) : (
    <cite>{title}</cite>
  );
}
