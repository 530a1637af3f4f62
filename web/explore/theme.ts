import { useEffect, useState } from 'preact/hooks';
import { visits } from '../playground/keep.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const slot = 'pressgraph.theme';

function readTheme(): Theme {
  return themes.find((theme) => theme === visits.getItem(slot)) ?? 'system';
}

/** Returns the theme that was chosen, whether it comes out dark, and what changes it. It is kept between visits. */
export function useTheme(): { theme: Theme; dark: boolean; choose: (theme: Theme) => void } {
  const [theme, setTheme] = useState(readTheme);
  const [system, setSystem] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setSystem(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  const dark = theme === 'system' ? system : theme === 'dark';
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  const choose = (next: Theme) => {
    visits.setItem(slot, next);
    setTheme(next);
  };
  return { theme, dark, choose };
}
