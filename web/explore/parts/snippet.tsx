const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&#34;': '"', '&quot;': '"', '&#39;': "'" };

const plain = (html: string): string => html.replace(/&(amp|lt|gt|quot|#34|#39);/g, (entity) => entities[entity] ?? entity);

/** Returns what a snippet says, without its marks. */
export function plainSnippet(html: string): string {
  return plain(html.replace(/<\/?mark>/g, ''));
}

/** Where a search matches: HTML that holds nothing but marks and escaped letters. It is read, never run. */
export function Snippet({ html }: { html: string }) {
  return (
    <>
      {html.split(/<mark>(.*?)<\/mark>/s).map((part, i) => (i % 2 === 1 ? <mark key={i}>{plain(part)}</mark> : plain(part)))}
    </>
  );
}
