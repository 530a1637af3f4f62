import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { go, type Place, type Sort } from '../address.ts';
import { ask } from '../ask.ts';
import { useWorld, type World } from '../context.tsx';
import { suggest, type Suggested } from '../queries/search.ts';
import { plainSnippet } from './snippet.tsx';

/** One thing to go to. */
export interface Suggestion {
  sort: Sort;
  slug: string;
  name: string;
  about: string;
  /** Where it matches; empty where the name says so itself. */
  snippet: string;
  lang?: string;
}

/** The sorts in the order to show them. */
const shownSorts = ['partners', 'initiatives', 'topics', 'releases'] as const;

/** How many suggestions of each sort are offered. */
const few = 5;

/** Returns what was found for a text, in the order to show it: what is called just that stands first among its sort. */
export function suggestionsOf(found: Suggested, { texts, format }: Pick<World, 'texts' | 'format'>, text: string): Suggestion[] {
  const about = (sort: Sort, name: string, snippet: string) => ({ sort, name, snippet: plainSnippet(snippet) === name ? '' : snippet });
  const all: Suggestion[] = [
    ...found.partners.edges.map(({ node, snippet }) => ({ ...about('partners', node.name, snippet), slug: node.slug, about: texts.partnerKind[node.kind] })),
    ...found.initiatives.edges.map(({ node, snippet }) => ({ ...about('initiatives', node.name, snippet), slug: node.slug, about: texts.initiativeKind[node.kind] })),
    ...found.topics.edges.map(({ node, snippet }) => ({ ...about('topics', node.name, snippet), slug: node.slug, about: '' })),
    ...found.releases.edges.map(({ node, snippet }) => ({ ...about('releases', node.title, snippet), slug: node.slug, about: format.date(node.publishedOn), lang: node.language })),
  ];
  const exact = ({ name, snippet }: Suggestion) => [name, plainSnippet(snippet)].some((one) => one.toLowerCase() === text.trim().toLowerCase());
  return shownSorts.flatMap((sort) => all.filter((one) => one.sort === sort).sort((a, b) => Number(exact(b)) - Number(exact(a))));
}

/** Returns the option after or before one; -1, the box itself, lies between the last and the first. */
function stepped(active: number, step: number, count: number): number {
  return ((active + 1 + step + count + 1) % (count + 1)) - 1;
}

/** A box to type in, with what bears the typed text in its names below it. */
export function SearchBox() {
  const { address, texts, say } = useWorld();
  const [text, setText] = useState(address.text);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [composing, setComposing] = useState(false);
  const { suggestions, asked } = useSuggestions(open && !composing ? text : '');
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => setText(address.text), [address.text, address.place.page]);
  useEffect(() => setActive(-1), [suggestions]);
  useEffect(() => {
    if (asked && open) {
      say(suggestions.length > 0 ? texts.searchFound(suggestions.length) : texts.searchNothing(text));
    }
  }, [suggestions, asked]);
  const leave = (place: Place, searched = '') => {
    setOpen(false);
    setText(searched);
    go({ place, text: searched, tie: null });
  };
  const choose = (at: number) => {
    const chosen = suggestions[at];
    if (chosen) {
      leave({ page: chosen.sort, slug: chosen.slug });
    } else if (text.trim() !== '') {
      leave({ page: 'search' }, text.trim());
    }
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) {
      return;
    }
    if (step && suggestions.length > 0) {
      event.preventDefault();
      setOpen(true);
      setActive(stepped(active, step, suggestions.length));
    } else if (event.key === 'Escape') {
      setOpen(false);
      setText(open ? text : '');
    }
  };
  const shown = open && text.trim() !== '' && asked;
  return (
    <div class="search" ref={box} role="search" onFocusOut={(event) => !box.current?.contains(event.relatedTarget as Node | null) && setOpen(false)}>
      <form onSubmit={(event) => (event.preventDefault(), choose(open ? active : -1))}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7 14 14" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" />
        </svg>
        <input
          type="text" role="combobox" aria-label={texts.search} placeholder={texts.searchFor} autocomplete="off" spellcheck={false}
          aria-expanded={shown} aria-controls={`${id}-list`} aria-autocomplete="list" aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
          value={text}
          onInput={(event) => (setText(event.currentTarget.value), setOpen(true))}
          onFocus={() => setOpen(true)} onKeyDown={press}
          onCompositionStart={() => setComposing(true)} onCompositionEnd={() => setComposing(false)}
        />
      </form>
      <SuggestionList id={id} shown={shown} suggestions={suggestions} active={active} text={text} choose={choose} />
    </div>
  );
}

interface ListProps {
  id: string;
  shown: boolean;
  suggestions: readonly Suggestion[];
  active: number;
  text: string;
  choose: (at: number) => void;
}

function SuggestionList({ id, shown, suggestions, active, text, choose }: ListProps) {
  const { texts } = useWorld();
  useEffect(() => document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' }), [active]);
  return (
    <div class="suggestions" hidden={!shown}>
      <div id={`${id}-list`} role="listbox" aria-label={texts.search}>
        {shown &&
          shownSorts.filter((sort) => suggestions.some((one) => one.sort === sort)).map((sort) => (
            <div key={sort} role="group" aria-label={texts[sort]}>
              <p class="group" aria-hidden="true">
                {texts[sort]}
              </p>
              {suggestions.map((one, at) => one.sort === sort && (
                <div key={one.slug} id={`${id}-${at}`} role="option" aria-selected={at === active} class="option" onMouseDown={(event) => event.preventDefault()} onClick={() => choose(at)}>
                  <span lang={one.lang}>{one.name}</span>
                  <small>{one.about}</small>
                </div>
              ))}
            </div>
          ))}
      </div>
      {shown && suggestions.length === 0 && (
        <p class="nothing">
          {texts.searchNothing(text)} {texts.searchHint}
        </p>
      )}
      {shown && suggestions.length > 0 && (
        <button type="button" class="button plain all" onMouseDown={(event) => event.preventDefault()} onClick={() => choose(-1)}>
          {texts.searchAll(text.trim())}
        </button>
      )}
    </div>
  );
}

/** Asks for suggestions a moment after the last key. asked says whether they belong to the text. */
function useSuggestions(text: string): { suggestions: readonly Suggestion[]; asked: boolean } {
  const world = useWorld();
  const { language } = world;
  const [state, setState] = useState<{ suggestions: readonly Suggestion[]; asked: boolean }>({ suggestions: [], asked: false });
  useEffect(() => {
    if (text.trim() === '') {
      setState({ suggestions: [], asked: false });
      return undefined;
    }
    const ended = new AbortController();
    const later = setTimeout(() => {
      ask(suggest(text, language, few), ended.signal).then(
        ({ data, trouble }) => {
          world.told(trouble);
          setState({ suggestions: data ? suggestionsOf(data, world, text) : [], asked: data !== null });
        },
        () => undefined, // Another key was pressed.
      );
    }, 150);
    return () => {
      clearTimeout(later);
      ended.abort();
    };
  }, [text, language]);
  return state;
}
