import type { ComponentChildren } from 'preact';
import { go, type Place, writeAddress } from '../address.ts';
import { useWorld } from '../context.tsx';

/** Leads to another page of the explorer; filters and language go along. */
export function Link({ to, text = '', className, lang, children }: { to: Place; text?: string; className?: string; lang?: string; children: ComponentChildren }) {
  const { address } = useWorld();
  const follow = (event: MouseEvent) => {
    if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      go({ place: to, tie: null, text });
    }
  };
  return (
    <a class={className} lang={lang} href={writeAddress({ ...address, place: to, tie: null, text })} onClick={follow}>
      {children}
    </a>
  );
}
