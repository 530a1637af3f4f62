import { useEffect, useState } from 'preact/hooks';
import { go } from '../address.ts';
import type { Question } from '../ask.ts';
import { useAsked } from '../asking.ts';
import { useWorld } from '../context.tsx';
import { ClosedHead } from '../parts/closed.tsx';
import { KindBadge, Links, More, OtherNames } from '../parts/bits.tsx';
import { CollaboratorTable, TieTable } from '../parts/collaborators.tsx';
import { Bands } from '../parts/columns.tsx';
import { Facts } from '../parts/facts.tsx';
import { Figures } from '../parts/figures.tsx';
import { FilterBar } from '../parts/filters.tsx';
import { NetworkPicture } from '../parts/network.tsx';
import { NothingLeft, Panel } from '../parts/panel.tsx';
import { InitiativesOf, ReleasesOf } from '../parts/proofs.tsx';
import { Title } from '../parts/title.tsx';
import { collaborators, type PartnerHead, partnerHead, reach, standing, timeline, withWhom } from '../queries/partner.ts';

/** A partner: what it is, what it does with whom, and who says so. */
export function PartnerView({ slug }: { slug: string }) {
  const { language } = useWorld();
  const question = partnerHead(slug, language);
  const asked = useAsked(question, slug);
  const partner = asked.data?.partner;
  useEffect(() => {
    if (partner && partner.slug !== slug) {
      go({ place: { page: 'partners', slug: partner.slug } }, true);
    }
  }, [partner?.slug]);
  if (!partner) {
    return <ClosedHead asked={asked} sort="partners" />;
  }
  return (
    <>
      <Head partner={partner} question={question} />
      <FilterBar about={partner.slug} />
      <Together partner={partner} />
      <div class="columns even">
        <InitiativesOf id={partner.id} />
        <ReleasesOf id={partner.id} />
      </div>
    </>
  );
}

function Head({ partner, question }: { partner: PartnerHead; question: Question<unknown> }) {
  const { texts, format } = useWorld();
  return (
    <Title text={partner.name} above={<KindBadge kind={partner.kind} />} question={question}>
      <OtherNames names={partner.names} shown={partner.name} />
      {partner.description && <p class="lead">{partner.description}</p>}
      <Facts
        facts={[
          [texts.country, format.place(partner.city, partner.country)],
          [texts.parent, partner.ancestors.length > 0 && <Links sort="partners" all={partner.ancestors} />],
          [texts.children, partner.children.totalCount > 0 && <Links sort="partners" all={partner.children.nodes} of={partner.children.totalCount} />],
          [texts.website, partner.website && <a href={partner.website} rel="noreferrer">{partner.website.replace(/^https?:\/\/(www\.)?|\/$/g, '')}</a>],
          [texts.registries, partner.identifiers.length > 0 && <Registries identifiers={partner.identifiers} />],
        ]}
      />
      <Measures partner={partner} />
    </Title>
  );
}

/** How much a partner does, and where it stands in the whole network. */
function Measures({ partner }: { partner: PartnerHead }) {
  const { texts } = useWorld();
  const reached = useAsked(reach(partner.id), partner.id);
  const stands = useAsked(standing(partner.id), partner.id);
  const rank = stands.data?.partner?.metrics.rank;
  return (
    <Figures
      figures={[
        { name: texts.collaborators, value: reached.data?.partner?.collaborators.totalCount, waiting: reached.busy },
        { name: texts.initiatives, value: partner.initiativeCount },
        { name: texts.releases, value: partner.releaseCount },
        { name: texts.rank, value: rank === 0 ? undefined : rank, hint: texts.rankHint, waiting: stands.busy },
      ]}
    />
  );
}

function Registries({ identifiers }: { identifiers: PartnerHead['identifiers'] }) {
  return (
    <>
      {identifiers.map(({ scheme, value, url }, i) => (
        <span key={scheme + value}>
          {i > 0 && <span class="dot"> · </span>}
          {url ? <a href={url} rel="noreferrer" title={value}>{scheme}</a> : `${scheme} ${value}`}
        </span>
      ))}
    </>
  );
}

/** The partner's ties, drawn and as a table. The timeline stands below the picture. */
function Together({ partner }: { partner: PartnerHead }) {
  const { texts, address, language, publisher } = useWorld();
  const { filters } = address;
  const [first, setFirst] = useState(15);
  const known = publisher !== undefined || !filters.withoutPublisher;
  const without = publisher?.id === partner.id ? null : (publisher ?? null);
  return (
    <div class="columns tall-right">
      <Panel title={texts.together} hint={texts.togetherHint} question={known ? withWhom(partner.id, filters, without, language) : null} subject={partner.id} shape="picture">
        {({ partnerNetwork }) =>
          partnerNetwork.linkCount === 0 ? (
            <NothingLeft>{texts.noCollaborators}</NothingLeft>
          ) : (
            <>
              <NetworkPicture network={partnerNetwork} focus={partner.id} />
              <TieTable network={partnerNetwork} />
            </>
          )
        }
      </Panel>
      <Panel title={texts.collaborators} question={known ? collaborators(partner.id, filters, without, language, first) : null} subject={partner.id}>
        {({ partner: found }) =>
          !found || found.collaborators.totalCount === 0 ? (
            <NothingLeft>{texts.noCollaborators}</NothingLeft>
          ) : (
            <>
              <CollaboratorTable of={partner} collaborators={found.collaborators} />
              <More shown={found.collaborators.edges.length} all={found.collaborators.totalCount} more={() => setFirst(100)} />
            </>
          )
        }
      </Panel>
      <Timeline id={partner.id} />
    </div>
  );
}

function Timeline({ id }: { id: string }) {
  const { texts, address } = useWorld();
  return (
    <Panel title={texts.timeline} hint={texts.timelineHint} question={timeline(id, address.filters)} subject={id} shape="picture">
      {({ partner }) => {
        const points = partner?.timeline ?? [];
        if (points.every((point) => point.releaseCount + point.initiativeCount + point.newCollaboratorCount === 0)) {
          return <NothingLeft>{texts.noTimeline}</NothingLeft>;
        }
        return (
          <Bands
            title={texts.timelineText(points[0]!.period, points.at(-1)!.period)}
            periods={points.map((point) => point.period)}
            series={[
              { name: texts.releases, values: points.map((point) => point.releaseCount) },
              { name: texts.initiatives, values: points.map((point) => point.initiativeCount) },
              { name: texts.newCollaborators, values: points.map((point) => point.newCollaboratorCount) },
            ]}
          />
        );
      }}
    </Panel>
  );
}
