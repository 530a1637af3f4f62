import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Question } from '../ask.ts';
import { useWorld } from '../context.tsx';
import { QueryLink } from './panel.tsx';

/** The title of a page, in the window's title as well, and the query that the page stands on. It takes the focus when the page is gone to. */
export function Title({ text, lang, above, question, children }: { text: string; lang?: string; above?: ComponentChildren; question?: Question<unknown>; children?: ComponentChildren }) {
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
      {above && (
        <p class="above">
          {above}
          {question && <QueryLink question={question} title={text} />}
        </p>
      )}
      <h1 ref={title} tabIndex={-1} lang={lang}>
        {text}
      </h1>
      {children}
    </header>
  );
}
