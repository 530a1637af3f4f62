import type { HtmlTagDescriptor, Plugin } from 'vite';

/** What the page asks for as soon as it runs; browsers may fetch it while the page is still on its way. */
const wanted = /^assets\/(monaco-editor|lite)-[^/]*\.js$/;

/** Names in the page the chunks of the editor, which it would else find one after the other. */
export function preloads(): Plugin {
  return {
    name: 'preloads',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const names = new Set<string>();
        for (const file of Object.values(bundle)) {
          if (file.type === 'chunk' && wanted.test(file.fileName)) {
            [file.fileName, ...file.imports].forEach((name) => names.add(name));
          }
        }
        return [...names].filter((name) => !name.includes('/playground-') && !name.includes('/rolldown-runtime-')).sort().map(link);
      },
    },
  };
}

function link(name: string): HtmlTagDescriptor {
  return { tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${name}` }, injectTo: 'head' };
}
