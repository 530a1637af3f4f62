import { useEffect, useState } from 'preact/hooks';
import { go } from '../address.ts';
import type { Participation } from '../api.ts';
import type { Question } from '../ask.ts';
import { useAsked } from '../asking.ts';
import { useWorld } from '../context.tsx';
import { ClosedHead } from '../parts/closed.tsx';
import { InitiativeLink, Links, More, OtherNames, PartnerLink } from '../parts/bits.tsx';
import { TieTable } from '../parts/collaborators.tsx';
import { Facts } from '../parts/facts.tsx';
import { FilterBar } from '../parts/filters.tsx';
import { NetworkPicture } from '../parts/network.tsx';
import { AskedPanel, Nothing, NothingLeft, Panel } from '../parts/panel.tsx';
import { ReleaseProof } from '../parts/proofs.tsx';
import { Quote } from '../parts/quote.tsx';
import { Title } from '../parts/title.tsx';
import { among, initiative as initiativeOf, type InitiativePage, initiativeReleases, participants as participantsOf, type Participants as ParticipantsOf } from '../queries/others.ts';

/** An initiative: what it is, who takes part in it, and who says so. */
export function InitiativeView({ slug }: { slug: string }) {
  const { language } = useWorld();
  const question = initiativeOf(slug, language);
  const asked = useAsked(question, slug);
  const initiative = asked.data?.initiative;
  useEffect(() => {
    if (initiative && initiative.slug !== slug) {
      go({ place: { page: 'initiatives', slug: initiative.slug } }, true);
    }
  }, [initiative?.slug]);
  if (!initiative) {
    return <ClosedHead asked={asked} sort="initiatives" />;
  }
  return (
    <>
      <Head initiative={initiative} question={question} />
      <TakingPart slug={initiative.slug} />
      <Reports slug={initiative.slug} />
    </>
  );
}

function Head({ initiative, question }: { initiative: InitiativePage; question: Question<unknown> }) {
  const { texts, format } = useWorld();
  return (
    <Title text={initiative.name} above={<span class="badge">{texts.initiativeKind[initiative.kind]}</span>} question={question}>
      <OtherNames names={initiative.names} shown={initiative.name} />
      {initiative.description && <p class="lead">{initiative.description}</p>}
      <Facts
        facts={[
          [texts.status, texts.initiativeStatus[initiative.status]],
          [texts.started, initiative.startedOn && format.date(initiative.startedOn)],
          [texts.ended, initiative.endedOn && format.date(initiative.endedOn)],
          [texts.funding, initiative.funding && format.money(initiative.funding)],
          [texts.widerInitiative, initiative.parent && <InitiativeLink initiative={initiative.parent} />],
          [texts.about, initiative.topics.length > 0 && <Links sort="topics" all={initiative.topics} />],
        ]}
      />
    </Title>
  );
}

/** Who takes part, and the ties among them where they are more than two. */
function TakingPart({ slug }: { slug: string }) {
  const { language, texts } = useWorld();
  const question = participantsOf(slug, language);
  const asked = useAsked(question, slug);
  const participants = asked.data?.initiative?.participants;
  const ids = participants?.edges.map((edge) => edge.node.id) ?? [];
  return (
    <>
      <AskedPanel title={texts.participants} question={question} asked={asked}>
        {({ initiative }) => <Participants participants={initiative?.participants ?? { edges: [], totalCount: 0 }} />}
      </AskedPanel>
      {ids.length > 2 && (
        <>
          <FilterBar />
          <Among ids={ids} all={participants?.totalCount ?? ids.length} />
        </>
      )}
    </>
  );
}

function Participants({ participants: { edges, totalCount } }: NonNullable<ParticipantsOf['initiative']>) {
  const { texts } = useWorld();
  if (edges.length === 0) {
    return <Nothing>{texts.noParticipants}</Nothing>;
  }
  return (
    <>
      <table class="grid roomy">
        <caption class="unseen">{texts.participants}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.partners}</th>
            <th scope="col">{texts.role}</th>
          </tr>
        </thead>
        {edges.map(({ node, participations }) => (
          <tbody key={node.id}>
            {participations.map((one, i) => (
              <tr key={i}>
                {i === 0 && (
                  <th scope="rowgroup" rowSpan={participations.length}>
                    <PartnerLink partner={node} />
                    <p class="meta">{texts.partnerKind[node.kind]}</p>
                  </th>
                )}
                <td>
                  <Role participation={one} />
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      <More shown={edges.length} all={totalCount} />
    </>
  );
}

/** What a partner does, since when, with how much, and who says so. */
function Role({ participation: { role, status, since, until, contribution, evidence } }: { participation: Participation }) {
  const { texts, format } = useWorld();
  const dates = since || until ? `${format.date(since)}${until ? ` – ${format.date(until)}` : ''}` : '';
  return (
    <>
      <strong>{texts.participationRole[role]}</strong>
      {contribution && <>: {format.money(contribution)}</>}
      <p class="meta">{[texts.participationStatus[status], dates].filter(Boolean).join(' · ')}</p>
      {evidence.map((one) => (
        <Quote key={`${one.release.slug} ${one.section} ${one.start}`} evidence={one} />
      ))}
    </>
  );
}

/** The ties among those who take part, or of all the first of them, also by what else they do together. */
function Among({ ids, all }: { ids: readonly string[]; all: number }) {
  const { texts, address, language, publisher } = useWorld();
  const known = publisher !== undefined || !address.filters.withoutPublisher;
  return (
    <Panel title={texts.amongThem} hint={texts.togetherHint} question={known ? among(ids, address.filters, publisher ?? null, language) : null} subject={ids.join()} shape="picture">
      {({ partnerNetwork }) =>
        partnerNetwork.linkCount === 0 ? (
          <NothingLeft>{texts.noNetwork}</NothingLeft>
        ) : (
          <>
            <NetworkPicture network={partnerNetwork} />
            <TieTable network={partnerNetwork} />
            <More shown={ids.length} all={all} />
          </>
        )
      }
    </Panel>
  );
}

function Reports({ slug }: { slug: string }) {
  const { texts } = useWorld();
  const [first, setFirst] = useState(10);
  return (
    <Panel title={texts.reportedBy} question={initiativeReleases(slug, first)} subject={slug}>
      {({ initiative }) => {
        const { edges = [], totalCount = 0 } = initiative?.releases ?? {};
        if (edges.length === 0) {
          return <Nothing>{texts.noReleases}</Nothing>;
        }
        return (
          <>
            {edges.map(({ node, stage, evidence }) => (
              <ReleaseProof key={node.slug} release={node} about={texts.stageOf[stage]} evidence={evidence} />
            ))}
            <More shown={edges.length} all={totalCount} more={() => setFirst(100)} />
          </>
        );
      }}
    </Panel>
  );
}
