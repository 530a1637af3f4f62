import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Address, samePlace, useAddress } from './address.ts';
import type { Publisher } from './api.ts';
import { ask, isShared, type Trouble } from './ask.ts';
import { type World, WorldContext } from './context.tsx';
import { formatOf } from './format.ts';
import { Footer, Header } from './parts/frame.tsx';
import { TieSheet } from './parts/tie.tsx';
import { TroubleBox } from './parts/trouble.tsx';
import { InitiativeView } from './pages/initiative.tsx';
import { MissingView } from './pages/missing.tsx';
import { PartnerView } from './pages/partner.tsx';
import { ReleaseView } from './pages/release.tsx';
import { SearchView } from './pages/search.tsx';
import { StartView } from './pages/start.tsx';
import { TopicView } from './pages/topic.tsx';
import { type Newsroom, newsroom as newsroomOf } from './queries/start.ts';
import { textsOf } from './texts/index.ts';
import { bestLanguage, type Language } from './texts/language.ts';
import { useTheme } from './theme.ts';

/** The whole explorer. */
export function App() {
  const address = useAddress();
  const language = address.language ?? bestLanguage(navigator.languages);
  const { theme, dark, choose } = useTheme();
  const [round, setRound] = useState(0);
  const [said, setSaid] = useState('');
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const { name, publisher } = useNewsroom(language, round);
  const world = useMemo<World>(
    () => ({
      address, language, name, publisher, dark, round,
      texts: textsOf(language),
      format: formatOf(language),
      askAnew: () => setRound((n) => n + 1),
      say: setSaid,
      told: (trouble) => (!trouble || isShared(trouble)) && setTrouble(trouble),
    }),
    [address, language, name, publisher, dark, round],
  );
  const main = useRef<HTMLElement>(null);
  useArrival(address, main);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <WorldContext.Provider value={world}>
      <a class="skip" href="#content" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        {world.texts.skip}
      </a>
      <Header theme={theme} chooseTheme={choose} />
      <main id="content" ref={main} tabIndex={-1}>
        {trouble && <TroubleBox trouble={trouble} again={world.askAnew} />}
        <View address={address} />
      </main>
      <Footer />
      <p class="unseen" role="status">
        {said}
      </p>
      {address.tie && <TieSheet slugs={address.tie} />}
    </WorldContext.Provider>
  );
}

function View({ address: { place } }: { address: Address }) {
  switch (place.page) {
    case 'start':
      return <StartView />;
    case 'search':
      return <SearchView />;
    case 'partners':
      return <PartnerView key={place.slug} slug={place.slug} />;
    case 'initiatives':
      return <InitiativeView key={place.slug} slug={place.slug} />;
    case 'releases':
      return <ReleaseView key={place.slug} slug={place.slug} />;
    case 'topics':
      return <TopicView key={place.slug} slug={place.slug} />;
    case 'missing':
      return <MissingView />;
  }
}

/** Brings readers to the top of a page that they went to, and their focus with them. */
function useArrival({ place }: Address, main: { current: HTMLElement | null }): void {
  const before = useRef(place);
  useEffect(() => {
    if (!samePlace(before.current, place)) {
      before.current = place;
      scrollTo(0, 0);
      (main.current?.querySelector('h1') ?? main.current)?.focus({ preventScroll: true });
    }
  }, [place]);
}

/** Returns what the newsroom is called, and who publishes most of the latest releases. */
function useNewsroom(language: Language, round: number): Pick<World, 'name' | 'publisher'> {
  const [state, setState] = useState<Pick<World, 'name' | 'publisher'>>({ name: '', publisher: undefined });
  useEffect(() => {
    const ended = new AbortController();
    ask(newsroomOf(language), ended.signal).then(
      ({ data }) => setState((before) => (data ? { name: data.newsroom.name, publisher: publisherOf(data) } : { ...before, publisher: before.publisher ?? null })),
      () => undefined, // Another language or key was chosen.
    );
    return () => ended.abort();
  }, [language, round]);
  return state;
}

function publisherOf({ releases }: Newsroom): Publisher | null {
  const counts = new Map<string, { publisher: Publisher; count: number }>();
  for (const { publisher } of releases.nodes) {
    if (publisher) {
      counts.set(publisher.id, { publisher, count: (counts.get(publisher.id)?.count ?? 0) + 1 });
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.publisher ?? null;
}
