import { en, type Texts } from './en.ts';
import { hans } from './hans.ts';
import { hant } from './hant.ts';
import type { Language } from './language.ts';

/** Returns the texts in a language. */
export function textsOf(language: Language): Texts {
  return { en, 'zh-Hant': hant, 'zh-Hans': hans }[language];
}
