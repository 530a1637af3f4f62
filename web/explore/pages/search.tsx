import { useState } from 'preact/hooks';
import { type Sort, sorts } from '../address.ts';
import { useWorld } from '../context.tsx';
import { Link } from '../parts/link.tsx';
import { More } from '../parts/bits.tsx';
import { Nothing, Panel } from '../parts/panel.tsx';
import { type Suggestion, suggestionsOf } from '../parts/search.tsx';
import { Snippet } from '../parts/snippet.tsx';
import { Title } from '../parts/title.tsx';
import { find } from '../queries/search.ts';

/** Everything that bears a text in its names, each sort by itself. */
export function SearchView() {
  const world = useWorld();
  const { address, language, texts } = world;
  const { text } = address;
  const [first, setFirst] = useState(20);
  if (text.trim() === '') {
    return (
      <Title text={texts.search}>
        <p class="lead">{texts.searchStart}</p>
      </Title>
    );
  }
  return (
    <>
      <Title text={texts.results(text)} />
      <Panel title={texts.search} question={find(text, language, first)} subject={text}>
        {(found) => {
          const all = suggestionsOf(found, world, text);
          if (all.length === 0) {
            return (
              <Nothing>
                {texts.searchNothing(text)} {texts.searchHint}
              </Nothing>
            );
          }
          return (
            <div class="results">
              {sorts.filter((sort) => found[sort].totalCount > 0).map((sort) => (
                <FoundOf key={sort} sort={sort} rows={all.filter((one) => one.sort === sort)} all={found[sort].totalCount} more={() => setFirst(100)} />
              ))}
            </div>
          );
        }}
      </Panel>
    </>
  );
}

/** What was found of one sort. */
function FoundOf({ sort, rows, all, more }: { sort: Sort; rows: readonly Suggestion[]; all: number; more: () => void }) {
  const { texts } = useWorld();
  return (
    <section class="found">
      <h3>
        {texts[sort]} <span class="meta">{texts.found(all)}</span>
      </h3>
      <ul class="rows">
        {rows.map(({ slug, name, about, snippet, lang }) => (
          <li key={slug}>
            <Link to={{ page: sort, slug }} {...(lang && { lang })}>
              {name}
            </Link>
            {snippet && (
              <p class="snippet" lang={lang}>
                <Snippet html={snippet} />
              </p>
            )}
            <p class="meta">{about}</p>
          </li>
        ))}
      </ul>
      <More shown={rows.length} all={all} more={more} />
    </section>
  );
}
