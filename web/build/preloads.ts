import type { HtmlTagDescriptor, Plugin } from 'vite';

/** What the page asks for as soon as it runs; browsers may fetch it while the page is still on its way. */
const wanted = /^assets\/(monaco-editor|lite)-[^/]*\.js$/;

/** Names in the page the chunks of the editor and their styles, which it would else find one after the other. */
export function preloads(): Plugin {
  return {
    name: 'preloads',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const scripts = new Set<string>();
        const styles = new Set<string>();
        for (const file of Object.values(bundle)) {
          if (file.type === 'chunk' && wanted.test(file.fileName)) {
            [file.fileName, ...file.imports].forEach((name) => scripts.add(name));
            file.viteMetadata?.importedCss.forEach((name) => styles.add(name));
          }
        }
        const missing = [...scripts].filter((name) => !name.includes('/playground-') && !name.includes('/rolldown-runtime-'));
        return [...missing.sort().map(script), ...[...styles].sort().map(style)];
      },
    },
  };
}

function script(name: string): HtmlTagDescriptor {
  return { tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${name}` }, injectTo: 'head' };
}

function style(name: string): HtmlTagDescriptor {
  return { tag: 'link', attrs: { rel: 'stylesheet', crossorigin: true, href: `/${name}` }, injectTo: 'head' };
}
