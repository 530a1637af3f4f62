import { type ReactNode, useEffect, useId, useRef, useState } from 'react';

/** A panel of ours: a title over what it shows. */
export function Panel({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

/** What stands in a panel that has nothing to show yet. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className="nothing">{children}</p>;
}

/** Something that was refused, with its reason. */
export function Refused({ children }: { children: ReactNode }) {
  return (
    <p className="refused" role="alert">
      {children}
    </p>
  );
}

/** Shows something over the whole page: panels are narrow. */
export function WideView({ label, title, onClose, children }: { label: string; title: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="wide" aria-label={label} onClose={onClose}>
      <h2>{title}</h2>
      {children}
    </dialog>
  );
}

/** An icon drawn with lines, for the bar at the left. */
export function icon(...paths: string[]) {
  return function Icon() {
    return (
      <svg viewBox="0 0 24 24" height="1em" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
        {paths.map((path) => (
          <path key={path} d={path} />
        ))}
      </svg>
    );
  };
}

/** A button that puts text on the clipboard and says so. */
export function CopyButton({ label, text }: { label: string; text: () => string }) {
  const [told, setTold] = useState('');
  useEffect(() => {
    const timer = told === '' ? 0 : window.setTimeout(() => setTold(''), 2000);
    return () => window.clearTimeout(timer);
  }, [told]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setTold('Copied');
    } catch {
      setTold('The browser does not allow it');
    }
  };
  return (
    <button type="button" className="action" onClick={() => void copy()}>
      <span aria-live="polite">{told || label}</span>
    </button>
  );
}
