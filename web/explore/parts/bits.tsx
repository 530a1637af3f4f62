import { Fragment } from 'preact';
import type { InitiativeRow, Name, Named, ReleaseRow, Span } from '../api.ts';
import type { Sort } from '../address.ts';
import { useWorld } from '../context.tsx';
import type { PartnerKind } from '../kinds.ts';
import { Link } from './link.tsx';
import { Marked } from './marked.tsx';

/** The mark of a kind of partner beside its name. */
export function KindBadge({ kind }: { kind: PartnerKind }) {
  const { texts } = useWorld();
  return <span class="badge">{texts.partnerKind[kind]}</span>;
}

export function PartnerLink({ partner }: { partner: Named }) {
  return <Link to={{ page: 'partners', slug: partner.slug }}>{partner.name}</Link>;
}

export function InitiativeLink({ initiative }: { initiative: Named }) {
  return <Link to={{ page: 'initiatives', slug: initiative.slug }}>{initiative.name}</Link>;
}

/** Leads to a release; what its headline says of something is marked where spans tell. */
export function ReleaseLink({ release, spans = [] }: { release: { slug: string; title: string; language: string }; spans?: readonly Span[] }) {
  return (
    <Link to={{ page: 'releases', slug: release.slug }} lang={release.language}>
      <Marked text={release.title} spans={spans} />
    </Link>
  );
}

/** Things with pages of their own, in a row, and how many there are of them where these are not all. */
export function Links({ sort, all, of = all.length }: { sort: Sort; all: readonly Named[]; of?: number }) {
  const { texts } = useWorld();
  return (
    <>
      {all.map((one, i) => (
        <Fragment key={one.slug}>
          {i > 0 && <span class="dot"> · </span>}
          <Link to={{ page: sort, slug: one.slug }}>{one.name}</Link>
        </Fragment>
      ))}
      {of > all.length && <span class="meta"> ({texts.allShown(all.length, of)})</span>}
    </>
  );
}

/** The names of something but the one that stands above already, each marked with its language. */
export function OtherNames({ names, shown }: { names: readonly Name[]; shown: string }) {
  const others = names.filter((name, i) => name.text !== shown && names.findIndex((one) => one.text === name.text) === i);
  if (others.length === 0) {
    return null;
  }
  return (
    <p class="names">
      {others.map((name, i) => (
        <Fragment key={name.text}>
          {i > 0 && <span class="dot"> · </span>}
          <span lang={name.locale ?? undefined}>{name.text}</span>
        </Fragment>
      ))}
    </p>
  );
}

export function ReleaseList({ releases }: { releases: readonly ReleaseRow[] }) {
  const { format, texts } = useWorld();
  return (
    <ul class="rows">
      {releases.map((release) => (
        <li key={release.slug}>
          <ReleaseLink release={release} />
          <p class="meta">
            {release.publishedOn && (
              <>
                {format.date(release.publishedOn)}
                <span class="dot"> · </span>
              </>
            )}
            {texts.releaseKind[release.kind]}
          </p>
        </li>
      ))}
    </ul>
  );
}

export function InitiativeList({ initiatives }: { initiatives: readonly InitiativeRow[] }) {
  const { format, texts } = useWorld();
  return (
    <ul class="rows">
      {initiatives.map((initiative) => (
        <li key={initiative.slug}>
          <InitiativeLink initiative={initiative} />
          <p class="meta">
            {texts.initiativeKind[initiative.kind]}
            <span class="dot"> · </span>
            {texts.initiativeStatus[initiative.status]}
            {initiative.startedOn && (
              <>
                <span class="dot"> · </span>
                {format.date(initiative.startedOn)}
              </>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Says how much there is of a list that was cut, and offers the rest as far as more brings it. */
export function More({ shown, all, most = 100, more }: { shown: number; all: number; most?: number; more?: () => void }) {
  const { texts } = useWorld();
  if (shown >= all) {
    return null;
  }
  return (
    <p class="more">
      {texts.allShown(shown, all)}
      {more && shown < most && (
        <button type="button" class="button plain" onClick={more}>
          {texts.more}
        </button>
      )}
    </p>
  );
}
