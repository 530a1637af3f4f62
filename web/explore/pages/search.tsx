import { useState } from 'preact/hooks';
import { sorts } from '../address.ts';
import { useWorld } from '../context.tsx';
import { Link } from '../parts/link.tsx';
import { More } from '../parts/bits.tsx';
import { Nothing, Panel } from '../parts/panel.tsx';
import { suggestionsOf } from '../parts/search.tsx';
import { Snippet } from '../parts/snippet.tsx';
import { Title } from '../parts/title.tsx';
import { find } from '../queries/search.ts';

/** Everything that bears a text in its names, each sort by itself. */
export function SearchView() {
  const { address, language, texts, format } = useWorld();
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
          const all = suggestionsOf(found, texts, text);
          if (all.length === 0) {
            return (
              <Nothing>
                {texts.searchNothing(text)} {texts.searchHint}
              </Nothing>
            );
          }
          return sorts
            .filter((sort) => found[sort].totalCount > 0)
            .map((sort) => (
              <section key={sort} class="found">
                <h3>
                  {texts[sort]} <span class="meta">{texts.found(found[sort].totalCount)}</span>
                </h3>
                <ul class="rows">
                  {all.filter((one) => one.sort === sort).map((one) => (
                    <li key={one.slug}>
                      <Link to={{ page: sort, slug: one.slug }} {...(one.lang && { lang: one.lang })}>
                        {one.name}
                      </Link>
                      {one.snippet && (
                        <p class="snippet" lang={one.lang}>
                          <Snippet html={one.snippet} />
                        </p>
                      )}
                      <p class="meta">{sort === 'releases' ? format.date(one.about || null) : one.about}</p>
                    </li>
                  ))}
                </ul>
                <More shown={found[sort].edges.length} all={found[sort].totalCount} more={() => setFirst(100)} />
              </section>
            ));
        }}
      </Panel>
    </>
  );
}
