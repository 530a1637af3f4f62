import { useEffect, useState } from 'preact/hooks';
import { go } from '../address.ts';
import { useAsked } from '../asking.ts';
import { useWorld } from '../context.tsx';
import { ClosedHead } from '../parts/closed.tsx';
import { InitiativeList, Links, More, OtherNames, ReleaseList } from '../parts/bits.tsx';
import { Facts } from '../parts/facts.tsx';
import { Nothing, Panel } from '../parts/panel.tsx';
import { Title } from '../parts/title.tsx';
import { topic as topicOf, topicInitiatives, topicPerYear, topicReleases } from '../queries/topic.ts';
import { PerYear } from './start.tsx';

/** A topic, and what is about it. */
export function TopicView({ slug }: { slug: string }) {
  const { language, texts } = useWorld();
  const question = topicOf(slug, language);
  const asked = useAsked(question, slug);
  const topic = asked.data?.topic;
  useEffect(() => {
    if (topic && topic.slug !== slug) {
      go({ place: { page: 'topics', slug: topic.slug } }, true);
    }
  }, [topic?.slug]);
  if (!topic) {
    return <ClosedHead asked={asked} sort="topics" />;
  }
  return (
    <>
      <Title text={topic.name} above={<span class="badge">{texts.topics}</span>} question={question}>
        <OtherNames names={topic.names} shown={topic.name} />
        <Facts
          facts={[
            [texts.widerTopic, topic.parent && <Links sort="topics" all={[topic.parent]} />],
            [texts.narrower, topic.children.length > 0 && <Links sort="topics" all={topic.children} />],
          ]}
        />
      </Title>
      <Panel title={texts.perYear} question={topicPerYear(topic.slug)} subject={topic.slug} shape="picture">
        {({ topic: found }) => <PerYear groups={found?.releases.groups ?? []} all={found?.releases.totalCount ?? 0} />}
      </Panel>
      <div class="columns even">
        <Releases slug={topic.slug} />
        <Initiatives slug={topic.slug} />
      </div>
    </>
  );
}

function Releases({ slug }: { slug: string }) {
  const { texts } = useWorld();
  const [first, setFirst] = useState(12);
  return (
    <Panel title={texts.releases} question={topicReleases(slug, first)} subject={slug}>
      {({ topic }) =>
        !topic || topic.releases.totalCount === 0 ? (
          <Nothing>{texts.noReleases}</Nothing>
        ) : (
          <>
            <ReleaseList releases={topic.releases.nodes} />
            <More shown={topic.releases.nodes.length} all={topic.releases.totalCount} more={() => setFirst(100)} />
          </>
        )
      }
    </Panel>
  );
}

function Initiatives({ slug }: { slug: string }) {
  const { texts, language } = useWorld();
  const [first, setFirst] = useState(12);
  return (
    <Panel title={texts.initiatives} question={topicInitiatives(slug, language, first)} subject={slug}>
      {({ topic }) =>
        !topic || topic.initiatives.totalCount === 0 ? (
          <Nothing>{texts.noInitiatives}</Nothing>
        ) : (
          <>
            <InitiativeList initiatives={topic.initiatives.nodes} />
            <More shown={topic.initiatives.nodes.length} all={topic.initiatives.totalCount} more={() => setFirst(100)} />
          </>
        )
      }
    </Panel>
  );
}
