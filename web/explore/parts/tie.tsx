import { useEffect, useId, useRef } from 'preact/hooks';
import type { Named, Participation, Span } from '../api.ts';
import { type Address, go } from '../address.ts';
import { type Asked, useAsked } from '../asking.ts';
import { useWorld } from '../context.tsx';
import { type SharedInitiative, type SharedRelease, type Tie, tie } from '../queries/partner.ts';
import type { Texts } from '../texts/en.ts';
import { InitiativeLink, More, PartnerLink, ReleaseLink } from './bits.tsx';
import { NothingLeft, QueryLink, Waiting } from './panel.tsx';
import { Quote } from './quote.tsx';
import { TroubleBox } from './trouble.tsx';

/** What ties the two partners that the address names, in a sheet beside the page. */
export function TieSheet({ slugs }: { slugs: NonNullable<Address['tie']> }) {
  const { address, publisher, language, texts } = useWorld();
  const sheet = useRef<HTMLDialogElement>(null);
  const id = useId();
  const known = publisher !== undefined || !address.filters.withoutPublisher;
  const without = slugs.includes(publisher?.slug ?? '') ? null : (publisher ?? null);
  const question = known ? tie(slugs[0], slugs[1], address.filters, without, language) : null;
  const asked = useAsked(question, slugs.join('~'));
  const ends = asked.data?.partner;
  const edge = ends?.collaborators.edges[0];
  const title = ends && edge ? texts.tieOf(ends.name, edge.node.name) : texts.quotes;
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    sheet.current?.showModal();
    return () => before?.isConnected && before.focus();
  }, []);
  const close = () => go({ tie: null });
  return (
    <dialog ref={sheet} class="sheet" aria-labelledby={id} onCancel={(event) => (event.preventDefault(), close())} onClick={(event) => event.target === sheet.current && close()}>
      <div class="sheet-page">
        <header class="panel-head">
          <h2 id={id} tabIndex={-1}>
            {title}
          </h2>
          <button type="button" class="button plain" onClick={close}>
            {texts.close}
          </button>
        </header>
        <TieBody asked={asked} />
        {question && <QueryLink question={question} title={title} />}
      </div>
    </dialog>
  );
}

function TieBody({ asked: { data, trouble, again } }: { asked: Asked<Tie> }) {
  const { texts, format } = useWorld();
  const edge = data?.partner?.collaborators.edges[0];
  if (trouble) {
    return <TroubleBox trouble={trouble} again={again} />;
  }
  if (!data) {
    return <Waiting />;
  }
  if (!data.partner || !edge) {
    return <NothingLeft>{texts.noTie}</NothingLeft>;
  }
  const { strength, sharedInitiativeCount, sharedReleaseCount, firstSharedOn, lastSharedOn, initiatives, releases } = edge.collaboration;
  return (
    <div aria-live="polite">
      <p class="facts">
        <PartnerLink partner={data.partner} /> · <PartnerLink partner={edge.node} />
      </p>
      <p class="facts">
        {texts.tieStrength(strength)}: {texts.strengthOf(sharedInitiativeCount, sharedReleaseCount)}
        {firstSharedOn && `, ${format.date(firstSharedOn)}${lastSharedOn !== firstSharedOn ? ` – ${format.date(lastSharedOn)}` : ''}`}
      </p>
      {initiatives.length > 0 && <h3>{texts.sharedInitiatives}</h3>}
      {initiatives.map((initiative) => (
        <InitiativeProof key={initiative.slug} initiative={initiative} />
      ))}
      <More shown={initiatives.length} all={sharedInitiativeCount} />
      {releases.length > 0 && <h3>{texts.sharedReleases}</h3>}
      {releases.map((release) => (
        <ReleaseProof key={release.slug} release={release} />
      ))}
      <More shown={releases.length} all={sharedReleaseCount} />
    </div>
  );
}

function InitiativeProof({ initiative }: { initiative: SharedInitiative }) {
  const { texts, format } = useWorld();
  return (
    <article class="proof">
      <h4>
        <InitiativeLink initiative={initiative} />
      </h4>
      <p class="meta">
        {texts.initiativeKind[initiative.kind]}
        {initiative.startedOn && ` · ${format.date(initiative.startedOn)}`}
      </p>
      {initiative.participants.edges.map(({ node, participations }) => (
        <Participating key={node.slug} who={node} participations={participations} />
      ))}
      {initiative.releases.edges.length > 0 && (
        <div class="part">
          <p>
            <strong>{texts.reportedBy}</strong>
          </p>
          <ul class="reports">
            {initiative.releases.edges.map(({ node, stage, evidence }) => (
              <li key={node.slug}>
                <ReleaseLink release={node} spans={evidence.filter((span) => span.section === 'TITLE')} />
                <p class="meta">
                  {format.date(node.publishedOn)} · {texts.stageOf[stage]}
                </p>
              </li>
            ))}
          </ul>
          <More shown={initiative.releases.edges.length} all={initiative.releases.totalCount} />
        </div>
      )}
    </article>
  );
}

/** What a partner does in an initiative, each role once: it may have one at several times. */
export function rolesOf(participations: readonly Participation[], texts: Texts): string {
  return [...new Set(participations.map((one) => texts.participationRole[one.role]))].join(', ');
}

/** How a partner takes part, with the sentences that say so; without who, the sentences alone. */
export function Participating({ who, participations }: { who?: Named; participations: readonly Participation[] }) {
  const { texts } = useWorld();
  const evidence = participations.flatMap((one) => one.evidence);
  return (
    <div class="part">
      {who && (
        <p>
          <strong>{who.name}: </strong>
          {rolesOf(participations, texts)}
        </p>
      )}
      {evidence.map((one) => (
        <Quote key={`${one.release.slug} ${one.section} ${one.start}`} evidence={one} />
      ))}
    </div>
  );
}

function ReleaseProof({ release }: { release: SharedRelease }) {
  const { texts, format } = useWorld();
  const evidence = release.partners.edges.flatMap(({ evidence }) => evidence);
  return (
    <article class="proof">
      <h4>
        <ReleaseLink release={release} />
      </h4>
      <p class="meta">
        {format.date(release.publishedOn)} · {release.partners.edges.map(({ node, role }) => `${node.name}: ${texts.mentionRole[role]}`).join(' · ')}
      </p>
      {sectionsOf(evidence).map((spans) => (
        <Quote key={`${spans.section} ${spans.start}`} evidence={{ ...spans, release }} />
      ))}
      {evidence.length === 0 && <p class="meta">{texts.noQuote}</p>}
    </article>
  );
}

/** Leaves out sentences that both partners share. */
function sectionsOf(evidence: readonly Span[]): Span[] {
  const seen = new Map(evidence.map((span) => [`${span.section} ${span.start} ${span.end}`, span]));
  return [...seen.values()];
}
