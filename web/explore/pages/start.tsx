import { useState } from 'preact/hooks';
import type { Group, ReleaseRow } from '../api.ts';
import { useAsked } from '../asking.ts';
import { useWorld } from '../context.tsx';
import { Bars } from '../parts/bars.tsx';
import { More, ReleaseList } from '../parts/bits.tsx';
import { ConnectedTable, TieTable } from '../parts/collaborators.tsx';
import { Stacked } from '../parts/columns.tsx';
import { Figures } from '../parts/figures.tsx';
import { FilterBar } from '../parts/filters.tsx';
import { NetworkPicture } from '../parts/network.tsx';
import { NothingLeft, Panel } from '../parts/panel.tsx';
import { Title } from '../parts/title.tsx';
import { bestConnected, glance, latest, perKind, perYear } from '../queries/start.ts';
import { yearsOf } from '../years.ts';

/** The newsroom at a glance. */
export function StartView() {
  const { texts, address, language, publisher } = useWorld();
  const { filters } = address;
  const [first, setFirst] = useState(8);
  const known = publisher !== undefined || !filters.withoutPublisher;
  return (
    <>
      <Numbers />
      <FilterBar />
      <Panel title={texts.network} hint={texts.networkHint} question={known ? bestConnected(filters, publisher ?? null, language) : null} shape="picture">
        {({ partnerNetwork }) =>
          partnerNetwork.partners.length === 0 ? (
            <NothingLeft>{texts.noNetwork}</NothingLeft>
          ) : (
            <div class="beside">
              <div>
                <NetworkPicture network={partnerNetwork} />
                <TieTable network={partnerNetwork} />
              </div>
              <ConnectedTable network={partnerNetwork} first={12} />
            </div>
          )
        }
      </Panel>
      <div class="columns tall-right">
        <Panel title={texts.perYear} question={perYear(filters)} shape="picture">
          {({ releases }) => <PerYear groups={releases.groups} all={releases.totalCount} />}
        </Panel>
        <Panel title={texts.latest} question={latest(filters, first)}>
          {({ releases }) => <Latest releases={releases.nodes} all={releases.totalCount} more={() => setFirst(Math.min(100, first * 3))} />}
        </Panel>
        <Panel title={texts.perKind} question={perKind(filters)}>
          {({ partners, initiatives }) => (
            <div class="beside even">
              <Bars caption={texts.partnersByKind} head={texts.kind} rows={rowsOf(partners.groups, texts.partnerKind)} />
              <Bars caption={texts.initiativesByKind} head={texts.kind} rows={rowsOf(initiatives.groups, texts.initiativeKind)} />
            </div>
          )}
        </Panel>
      </div>
    </>
  );
}

function Latest({ releases, all, more }: { releases: readonly ReleaseRow[]; all: number; more: () => void }) {
  const { texts } = useWorld();
  if (releases.length === 0) {
    return <NothingLeft>{texts.noReleases}</NothingLeft>;
  }
  return (
    <>
      <ReleaseList releases={releases} />
      <More shown={releases.length} all={all} more={more} />
    </>
  );
}

/** How much there is of everything. */
function Numbers() {
  const { texts, name } = useWorld();
  const asked = useAsked(glance());
  const { data } = asked;
  return (
    <Title text={name || texts.start}>
      <p class="lead">{texts.lead}</p>
      <Figures
        figures={[
          { name: texts.releases, value: data?.releases.totalCount },
          { name: texts.partners, value: data?.partners.totalCount },
          { name: texts.initiatives, value: data?.initiatives.totalCount },
          { name: texts.topics, value: data?.topics.totalCount },
        ]}
        waiting={asked.busy}
      />
    </Title>
  );
}

/** Releases per year, press releases and stories apart. */
export function PerYear({ groups, all }: { groups: readonly Group[]; all: number }) {
  const { texts } = useWorld();
  const { years, of, undated } = yearsOf(groups);
  if (years.length === 0) {
    return <NothingLeft>{texts.noReleases}</NothingLeft>;
  }
  const series = (['PRESS_RELEASE', 'STORY'] as const).map((kind) => ({ name: texts.releaseKind[kind], values: years.map((year) => of(year, kind)) }));
  return (
    <Stacked title={texts.perYearText(all - undated, years[0]!, years.at(-1)!)} periods={years} series={series}>
      {undated > 0 && <p class="hint">{texts.undated(undated)}</p>}
    </Stacked>
  );
}

function rowsOf<T extends string>(groups: readonly Group[], names: Record<T, string>): { name: string; count: number }[] {
  return groups.map(({ keys, count }) => ({ name: names[keys[0]?.value as T] ?? '', count }));
}
