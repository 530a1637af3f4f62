import { useEffect, useState } from 'preact/hooks';
import { go } from '../address.ts';
import { useAsked } from '../asking.ts';
import { useWorld } from '../context.tsx';
import { ClosedHead } from '../parts/closed.tsx';
import { KindBadge, Links, More, OtherNames } from '../parts/bits.tsx';
import { CollaboratorTable, TieTable } from '../parts/collaborators.tsx';
import { Bands } from '../parts/columns.tsx';
import { Facts } from '../parts/facts.tsx';
import { FilterBar } from '../parts/filters.tsx';
import { NetworkPicture } from '../parts/network.tsx';
import { AskedPanel, Nothing, Panel, QueryLink } from '../parts/panel.tsx';
import { InitiativesOf, ReleasesOf } from '../parts/proofs.tsx';
import { Title } from '../parts/title.tsx';
import { type PartnerHead, partnerHead, standing, timeline, together } from '../queries/partner.ts';

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
      <Head partner={partner} />
      <FilterBar about={partner.slug} />
      <Together partner={partner} />
      <div class="columns even">
        <InitiativesOf id={partner.id} />
        <ReleasesOf id={partner.id} />
      </div>
      <p class="source">
        <QueryLink question={question} title={partner.name} />
      </p>
    </>
  );
}

function Head({ partner }: { partner: PartnerHead }) {
  const { texts, format } = useWorld();
  const country = partner.country && format.country(partner.country);
  const places = [partner.city !== country && partner.city, country].filter(Boolean).join(', ');
  return (
    <Title text={partner.name} above={<KindBadge kind={partner.kind} />}>
      <OtherNames names={partner.names} shown={partner.name} />
      {partner.description && <p class="lead">{partner.description}</p>}
      <Facts
        facts={[
          [texts.country, places],
          [texts.parent, partner.ancestors.length > 0 && <Links sort="partners" all={partner.ancestors} />],
          [texts.children, partner.children.totalCount > 0 && <Links sort="partners" all={partner.children.nodes} />],
          [texts.website, partner.website && <a href={partner.website} rel="noreferrer">{partner.website.replace(/^https?:\/\/(www\.)?|\/$/g, '')}</a>],
          [texts.registries, partner.identifiers.length > 0 && <Registries identifiers={partner.identifiers} />],
        ]}
      />
      <Figures partner={partner} />
    </Title>
  );
}

/** How much a partner does, and where it stands in the whole network. */
function Figures({ partner }: { partner: PartnerHead }) {
  const { texts, format } = useWorld();
  const metrics = useAsked(standing(partner.id), partner.id).data?.partner?.metrics;
  const figures = [
    { name: texts.collaborators, value: metrics?.degree },
    { name: texts.initiatives, value: partner.initiativeCount },
    { name: texts.releases, value: partner.releaseCount },
    { name: texts.rank, value: metrics?.rank === 0 ? undefined : metrics?.rank, hint: texts.rankHint },
  ];
  return (
    <dl class="figures">
      {figures.map(({ name, value, hint }) => (
        <div key={name} title={hint}>
          <dt>{name}</dt>
          <dd>{value === undefined ? '–' : format.number(value)}</dd>
        </div>
      ))}
    </dl>
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

/** The partner's ties, drawn and as a table: both are one answer. The timeline stands below the picture. */
function Together({ partner }: { partner: PartnerHead }) {
  const { texts, address, language, publisher } = useWorld();
  const [first, setFirst] = useState(15);
  const known = publisher !== undefined || !address.filters.withoutPublisher;
  const without = publisher?.id === partner.id ? null : (publisher ?? null);
  const question = known ? together(partner.id, address.filters, without, language, first) : null;
  const asked = useAsked(question, partner.id);
  const collaborators = asked.data?.partner?.collaborators;
  const nobody = collaborators?.totalCount === 0;
  return (
    <div class="columns tall-right">
      <AskedPanel title={texts.together} hint={texts.togetherHint} question={question} asked={asked}>
        {({ partnerNetwork }) =>
          nobody ? (
            <Nothing>{texts.noCollaborators}</Nothing>
          ) : (
            <>
              <NetworkPicture network={partnerNetwork} focus={partner.id} />
              <TieTable network={partnerNetwork} />
            </>
          )
        }
      </AskedPanel>
      <AskedPanel title={texts.collaborators} question={question} asked={asked}>
        {() =>
          !collaborators || nobody ? (
            <Nothing>{texts.noCollaborators}</Nothing>
          ) : (
            <>
              <CollaboratorTable of={partner} collaborators={collaborators} />
              <More shown={collaborators.edges.length} all={collaborators.totalCount} more={() => setFirst(100)} />
            </>
          )
        }
      </AskedPanel>
      <Timeline id={partner.id} />
    </div>
  );
}

function Timeline({ id }: { id: string }) {
  const { texts, address } = useWorld();
  return (
    <Panel title={texts.timeline} hint={texts.timelineHint} question={timeline(id, address.filters)} subject={id}>
      {({ partner }) => {
        const points = partner?.timeline ?? [];
        if (points.every((point) => point.releaseCount + point.initiativeCount + point.newCollaboratorCount === 0)) {
          return <Nothing>{texts.noTimeline}</Nothing>;
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
