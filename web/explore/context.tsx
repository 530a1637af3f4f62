import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Address } from './address.ts';
import type { Publisher } from './api.ts';
import type { Trouble } from './ask.ts';
import type { Format } from './format.ts';
import type { Language } from './texts/language.ts';
import type { Texts } from './texts/en.ts';

/** What every part of the page may need. */
export interface World {
  address: Address;
  language: Language;
  texts: Texts;
  format: Format;
  /** What the newsroom is called; empty while it is not known. */
  name: string;
  /** Who issued most of the latest releases; null where there is nobody, undefined while it is not known. */
  publisher: Publisher | null | undefined;
  dark: boolean;
  /** Grows when everything must be asked anew, such as with another key. */
  round: number;
  askAnew: () => void;
  /** Takes note of what came of a question: of a trouble of the whole page, or that there is none. */
  told: (trouble: Trouble | null) => void;
  /** Has a screen reader say something. */
  say: (text: string) => void;
}

export const WorldContext = createContext<World | null>(null);

/** Returns the world around a component. */
export function useWorld(): World {
  const world = useContext(WorldContext);
  if (!world) {
    throw new Error('there is no world around this component');
  }
  return world;
}
