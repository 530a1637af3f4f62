import { useEffect, useState } from 'preact/hooks';
import { go } from '../address.ts';
import { useAsked } from '../asking.ts';
import { useWorld } from '../context.tsx';
import { ClosedHead } from '../parts/closed.tsx';
import { InitiativeList, Links, More, OtherNames, ReleaseList } from '../parts/bits.tsx';
import { Facts } from '../parts/facts.tsx';
import { AskedPanel, Nothing } from '../parts/panel.tsx';
import { Title } from '../parts/title.tsx';
import { topic as topicOf } from '../queries/others.ts';
import { PerYear } from './start.tsx';

/** A topic, and what is about it. */
export function TopicView({ slug }: { slug: string }) {
  const { language, texts } = useWorld();
  const [first, setFirst] = useState(12);
  const question = topicOf(slug, language, first);
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
  const more = () => setFirst(100);
  return (
    <>
      <Title text={topic.name} above={<span class="badge">{texts.topics}</span>}>
        <OtherNames names={topic.names} shown={topic.name} />
        <Facts
          facts={[
            [texts.widerTopic, topic.parent && <Links sort="topics" all={[topic.parent]} />],
            [texts.narrower, topic.children.length > 0 && <Links sort="topics" all={topic.children} />],
          ]}
        />
      </Title>
      <AskedPanel title={texts.perYear} question={question} asked={asked}>
        {() => <PerYear groups={topic.perYear.groups} all={topic.perYear.totalCount} />}
      </AskedPanel>
      <div class="columns even">
        <AskedPanel title={texts.releases} question={question} asked={asked}>
          {() => (topic.releases.totalCount === 0 ? <Nothing>{texts.noReleases}</Nothing> : <ReleaseList releases={topic.releases.nodes} />)}
        </AskedPanel>
        <AskedPanel title={texts.initiatives} question={question} asked={asked}>
          {() => (topic.initiatives.totalCount === 0 ? <Nothing>{texts.noInitiatives}</Nothing> : <InitiativeList initiatives={topic.initiatives.nodes} />)}
        </AskedPanel>
      </div>
      <More shown={first} all={Math.max(topic.releases.totalCount, topic.initiatives.totalCount)} more={more} />
    </>
  );
}
