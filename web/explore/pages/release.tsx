import { useEffect } from 'preact/hooks';
import { go } from '../address.ts';
import type { Span } from '../api.ts';
import type { Question } from '../ask.ts';
import { useAsked } from '../asking.ts';
import { useWorld } from '../context.tsx';
import { ClosedHead } from '../parts/closed.tsx';
import { InitiativeLink, Links, More, PartnerLink, ReleaseLink } from '../parts/bits.tsx';
import { Facts } from '../parts/facts.tsx';
import { Marked, textOf } from '../parts/marked.tsx';
import { AskedPanel, Nothing } from '../parts/panel.tsx';
import { Title } from '../parts/title.tsx';
import { release as releaseOf, type Picture, type ReleasePage } from '../queries/others.ts';

/** A release: what it says, whom and what it names, and in which words. */
export function ReleaseView({ slug }: { slug: string }) {
  const { language, texts } = useWorld();
  const question = releaseOf(slug, language);
  const asked = useAsked(question, slug);
  const release = asked.data?.release;
  useEffect(() => {
    if (release && release.slug !== slug) {
      go({ place: { page: 'releases', slug: release.slug } }, true);
    }
  }, [release?.slug]);
  if (!release) {
    return <ClosedHead asked={asked} sort="releases" />;
  }
  return (
    <>
      <Head release={release} question={question} />
      <Text release={release} />
      <div class="columns even">
        <AskedPanel title={texts.named} question={question} asked={asked}>
          {() => <Named release={release} />}
        </AskedPanel>
        <AskedPanel title={texts.reports} question={question} asked={asked}>
          {() => <Reported release={release} />}
        </AskedPanel>
      </div>
    </>
  );
}

function Head({ release, question }: { release: ReleasePage; question: Question<unknown> }) {
  const { texts, format } = useWorld();
  return (
    <Title text={release.title} lang={release.language} above={<span class="badge">{texts.releaseKind[release.kind]}</span>} question={question}>
      <Facts
        facts={[
          [texts.published, format.date(release.publishedOn)],
          [texts.publisher, release.publisher && <PartnerLink partner={release.publisher} />],
          [texts.writtenIn, format.language(release.language)],
          [texts.about, release.topics.length > 0 && <Links sort="topics" all={release.topics} />],
          [texts.translations, release.translations.length > 0 && release.translations.map((one) => <p key={one.slug}><ReleaseLink release={one} /></p>)],
          [texts.corrections, release.corrections.length > 0 && release.corrections.map((one) => <p key={one.correctedAt}>{format.date(one.correctedAt.slice(0, 10))}: {one.note}</p>)],
        ]}
      />
      {release.sourceUrl && (
        <p>
          <a class="button" href={release.sourceUrl} rel="noreferrer">
            {texts.source} <span class="meta">{new URL(release.sourceUrl).hostname}</span>
          </a>
        </p>
      )}
    </Title>
  );
}

/** The whole text with all that it proves marked. */
function Text({ release }: { release: ReleasePage }) {
  const { texts } = useWorld();
  const spans: Span[] = [...release.partners.edges, ...release.initiatives.edges].flatMap((edge) => edge.evidence);
  const sections = (['TITLE', 'SUMMARY', 'BODY'] as const).filter((section) => textOf(release, section) !== '');
  return (
    <section class="panel" aria-label={texts.textOf}>
      <header class="panel-head">
        <h2>{texts.textOf}</h2>
        {spans.length > 0 && <p class="hint">{texts.marked}</p>}
      </header>
      {release.heroImage && <Shown picture={release.heroImage} lang={release.language} />}
      <div class="prose" lang={release.language}>
        {sections.map((section) => (
          <p key={section} class={section.toLowerCase()}>
            <Marked text={textOf(release, section)} spans={spans.filter((span) => span.section === section)} />
          </p>
        ))}
      </div>
    </section>
  );
}

/** The picture, where this server has it: the page's policy lets in no others. */
function Shown({ picture, lang }: { picture: Picture; lang: string }) {
  if (new URL(picture.url).origin !== location.origin) {
    return null;
  }
  return (
    <figure class="hero" lang={lang}>
      <img src={picture.url} alt={picture.alt} width={picture.width ?? undefined} height={picture.height ?? undefined} />
      {picture.credit && <figcaption class="meta">{picture.credit}</figcaption>}
    </figure>
  );
}

function Named({ release }: { release: ReleasePage }) {
  const { texts } = useWorld();
  if (release.partners.edges.length === 0) {
    return <Nothing>{texts.nobodyNamed}</Nothing>;
  }
  return (
    <>
      <ul class="rows">
        {release.partners.edges.map(({ node, role, evidence }) => (
          <li key={node.id}>
            <PartnerLink partner={node} />
            <p class="meta">
              <strong>{texts.mentionRole[role]}</strong> · {texts.partnerKind[node.kind]}
            </p>
            <Words release={release} evidence={evidence} />
          </li>
        ))}
      </ul>
      <More shown={release.partners.edges.length} all={release.partners.totalCount} />
    </>
  );
}

function Reported({ release }: { release: ReleasePage }) {
  const { texts } = useWorld();
  if (release.initiatives.edges.length === 0) {
    return <Nothing>{texts.nothingReported}</Nothing>;
  }
  return (
    <>
      <ul class="rows">
        {release.initiatives.edges.map(({ node, stage, evidence }) => (
          <li key={node.slug}>
            <InitiativeLink initiative={node} />
            <p class="meta">
              <strong>{texts.stageOf[stage]}</strong> · {texts.initiativeKind[node.kind]}
            </p>
            <Words release={release} evidence={evidence} />
          </li>
        ))}
      </ul>
      <More shown={release.initiatives.edges.length} all={release.initiatives.totalCount} />
    </>
  );
}

/** The release's own words; they stand marked in the text above as well. */
function Words({ release, evidence }: { release: ReleasePage; evidence: readonly Span[] }) {
  return (
    <>
      {evidence.map((span) => (
        <blockquote key={`${span.section} ${span.start}`} lang={release.language}>
          <mark>{span.quote}</mark>
        </blockquote>
      ))}
    </>
  );
}
