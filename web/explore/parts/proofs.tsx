import { useState } from 'preact/hooks';
import type { QuotedRelease, Span } from '../api.ts';
import { useWorld } from '../context.tsx';
import { partnerInitiatives, partnerReleases } from '../queries/partner.ts';
import { InitiativeLink, More, ReleaseLink } from './bits.tsx';
import { NothingLeft, Panel } from './panel.tsx';
import { Marked, textOf } from './marked.tsx';
import { Participating, rolesOf } from './tie.tsx';

/** What a partner takes part in, each with the sentences that say so. */
export function InitiativesOf({ id }: { id: string }) {
  const { texts, address, language, format } = useWorld();
  const [first, setFirst] = useState(8);
  return (
    <Panel title={texts.initiativesOf} question={partnerInitiatives(id, address.filters, language, first)} subject={id}>
      {({ partner }) => {
        const { edges = [], totalCount = 0 } = partner?.initiatives ?? {};
        if (edges.length === 0) {
          return <NothingLeft>{texts.noInitiatives}</NothingLeft>;
        }
        return (
          <>
            {edges.map(({ node, participations }) => (
              <article class="proof" key={node.slug}>
                <h3>
                  <InitiativeLink initiative={node} />
                </h3>
                <p class="meta">
                  <strong>{rolesOf(participations, texts)}</strong> · {texts.initiativeKind[node.kind]} · {texts.initiativeStatus[node.status]}
                  {node.startedOn && ` · ${format.date(node.startedOn)}`}
                </p>
                <Participating participations={participations} />
              </article>
            ))}
            <More shown={edges.length} all={totalCount} more={() => setFirst(100)} />
          </>
        );
      }}
    </Panel>
  );
}

/** The releases that name a partner, each with the words that do. */
export function ReleasesOf({ id }: { id: string }) {
  const { texts, address } = useWorld();
  const [first, setFirst] = useState(8);
  return (
    <Panel title={texts.releasesOf} question={partnerReleases(id, address.filters, first)} subject={id}>
      {({ partner }) => {
        const { edges = [], totalCount = 0 } = partner?.releases ?? {};
        if (edges.length === 0) {
          return <NothingLeft>{texts.noReleases}</NothingLeft>;
        }
        return (
          <>
            {edges.map(({ node, role, evidence }) => (
              <ReleaseProof key={node.slug} release={node} about={texts.mentionRole[role]} evidence={evidence} />
            ))}
            <More shown={edges.length} all={totalCount} more={() => setFirst(100)} />
          </>
        );
      }}
    </Panel>
  );
}

/** A release, and the words in which it says something; the headline's own are marked in it. */
export function ReleaseProof({ release, about, evidence }: { release: QuotedRelease; about: string; evidence: readonly Span[] }) {
  const { format } = useWorld();
  const below = evidence.filter((span) => span.section !== 'TITLE');
  return (
    <article class="proof">
      <h3>
        <ReleaseLink release={release} spans={evidence.filter((span) => span.section === 'TITLE')} />
      </h3>
      <p class="meta">
        <strong>{about}</strong>
        {release.publishedOn && ` · ${format.date(release.publishedOn)}`}
      </p>
      {below.map((span) => (
        <blockquote key={`${span.section} ${span.start}`} lang={release.language}>
          <Marked text={textOf(release, span.section)} spans={[span]} cut />
        </blockquote>
      ))}
    </article>
  );
}
