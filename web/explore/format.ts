import type { Money } from './api.ts';
import type { Language } from './texts/language.ts';

/** How numbers, dates and places are written in one language. */
export interface Format {
  number: (n: number) => string;
  /** A date as precisely as it is known: 2025, 2025-01 or 2025-01-15. */
  date: (date: string | null) => string;
  money: (money: Money) => string;
  country: (code: string) => string;
  /** Where something is; a city that is a country of its own is said once. */
  place: (city: string | null, country: string | null) => string;
  language: (tag: string) => string;
}

/** Returns how things are written in a language. */
export function formatOf(language: Language): Format {
  const days = [
    new Intl.DateTimeFormat(language, { year: 'numeric', timeZone: 'UTC' }),
    new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', timeZone: 'UTC' }),
    new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' }),
  ];
  const regions = new Intl.DisplayNames(language, { type: 'region' });
  const english = new Intl.DisplayNames('en', { type: 'region' });
  const tongues = new Intl.DisplayNames(language, { type: 'language' });
  const country = (code: string) => orItself(code, (tag) => regions.of(tag));
  return {
    number: (n) => n.toLocaleString(language),
    date: (date) => (date ? (days[date.split('-').length - 1]?.format(new Date(date)) ?? date) : '–'),
    money: ({ amount, currency }) => moneyOf(language, amount, currency),
    country,
    place: (city, code) => {
      const same = code && orItself(code, (tag) => english.of(tag)).startsWith(city ?? '');
      return [!same && city, code && country(code)].filter(Boolean).join(', ');
    },
    language: (tag) => orItself(tag, (known) => tongues.of(known)),
  };
}

/** Writes an amount in full; a currency that the browser does not know keeps its code. */
function moneyOf(language: Language, amount: string, currency: string): string {
  const whole = /\.0*$/.test(amount) ? amount.replace(/\.0*$/, '') : amount;
  try {
    // The type wants to know that the text is a number; the API says so.
    const exact = whole as unknown as number;
    return new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'code', minimumFractionDigits: 0 }).format(exact);
  } catch {
    return `${currency} ${whole}`;
  }
}

function orItself(tag: string, name: (tag: string) => string | undefined): string {
  try {
    return name(tag) ?? tag;
  } catch {
    return tag;
  }
}
