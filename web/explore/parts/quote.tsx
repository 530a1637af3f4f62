import { useWorld } from '../context.tsx';
import type { Evidence, QuotedRelease } from '../api.ts';
import { ReleaseLink } from './bits.tsx';
import { Link } from './link.tsx';
import { Marked, textOf } from './marked.tsx';

/** A sentence that proves something, as it stands in the release, with the release it stands in. */
export function Quote({ evidence }: { evidence: Evidence }) {
  const { format, texts } = useWorld();
  const { release, section } = evidence;
  return (
    <figure class="quote">
      <blockquote lang={release.language}>
        <Marked text={textOf(release, section)} spans={[evidence]} cut />
      </blockquote>
      <figcaption class="meta">
        {section !== 'TITLE' && (
          <>
            <ReleaseLink release={release} />
            <span class="dot"> · </span>
          </>
        )}
        {section === 'TITLE' && <TitleLink release={release} />}
        {texts.section[section]}
        {release.publishedOn && (
          <>
            <span class="dot"> · </span>
            {format.date(release.publishedOn)}
          </>
        )}
      </figcaption>
    </figure>
  );
}

/** The quote is the headline itself: the link need not say it twice. */
function TitleLink({ release }: { release: QuotedRelease }) {
  const { texts } = useWorld();
  return (
    <>
      <Link to={{ page: 'releases', slug: release.slug }}>{texts.readRelease}</Link>
      <span class="dot"> · </span>
    </>
  );
}
