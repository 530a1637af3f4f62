import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useWorld } from '../context.tsx';

/** The title of a page, in the window's title as well. It takes the focus when the page is gone to. */
export function Title({ text, lang, above, children }: { text: string; lang?: string; above?: ComponentChildren; children?: ComponentChildren }) {
  const { texts } = useWorld();
  useEffect(() => {
    document.title = `${text} – ${texts.title}`;
  }, [text, texts]);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement?.id === 'content') {
      title.current?.focus({ preventScroll: true });
    }
  }, []);
  return (
    <header class="title">
      {above && <p class="above">{above}</p>}
      <h1 ref={title} tabIndex={-1} lang={lang}>
        {text}
      </h1>
      {children}
    </header>
  );
}
