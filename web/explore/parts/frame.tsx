import { useState } from 'preact/hooks';
import { go } from '../address.ts';
import { useWorld } from '../context.tsx';
import { type Language, languages } from '../texts/language.ts';
import { type Theme, themes } from '../theme.ts';
import { readKey } from '../../playground/key.ts';
import { Link } from './link.tsx';
import { SearchBox } from './search.tsx';
import { KeyForm } from './trouble.tsx';

const languageNames: Record<Language, string> = { en: 'English', 'zh-Hant': '繁體中文', 'zh-Hans': '简体中文' };

/** The top of every page: where we are, the search, and how the page is shown. */
export function Header({ theme, chooseTheme }: { theme: Theme; chooseTheme: (theme: Theme) => void }) {
  const { texts, language, name } = useWorld();
  return (
    <header class="top">
      <Link to={{ page: 'start' }} className="brand">
        <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
          <rect width="32" height="32" rx="7" fill="#0b5cad" />
          <path d="M9 10l13 3M9 10l5 13M22 13l-8 10" stroke="#fff" stroke-width="2" />
          <circle cx="9" cy="10" r="3.6" fill="#fff" />
          <circle cx="22" cy="13" r="3.6" fill="#fff" />
          <circle cx="14" cy="23" r="3.6" fill="#fff" />
        </svg>
        <span>{name || 'Pressgraph'}</span>
      </Link>
      <SearchBox />
      <div class="settings">
        <select aria-label={texts.language} value={language} onChange={(event) => go({ language: event.currentTarget.value as Language }, true)}>
          {languages.map((one) => (
            <option key={one} value={one} lang={one}>
              {languageNames[one]}
            </option>
          ))}
        </select>
        <select aria-label={texts.theme} value={theme} onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}>
          {themes.map((one) => (
            <option key={one} value={one}>
              {texts.themes[one]}
            </option>
          ))}
        </select>
      </div>
    </header>
  );
}

/** The bottom of every page: the key, and what else there is. */
export function Footer() {
  const { texts } = useWorld();
  const [open, setOpen] = useState(false);
  return (
    <footer class="bottom">
      <nav aria-label="Pressgraph">
        <a href="/playground">{texts.playground}</a>
        <a href="/schema.graphql">GraphQL</a>
        <a href="/licenses.txt">{texts.licences}</a>
        <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {texts.key}
        </button>
      </nav>
      {open && (
        <div class="key-box">
          <p>{readKey() === '' ? texts.keyNone : texts.keyKept}</p>
          <KeyForm done={() => setOpen(false)} />
        </div>
      )}
    </footer>
  );
}
