import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'vite';

/** What is not packed already. */
const packable = /\.(js|css|txt|svg|ttf|json)$/;

/** Packs each file that is built (.br): the server sends it as it is to those who take that, and unpacks it for all others. */
export function packed(): Plugin {
  let folder = '';
  return {
    name: 'packed',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    writeBundle(_options, bundle) {
      for (const name of Object.keys(bundle).filter((name) => packable.test(name))) {
        const file = join(folder, name);
        writeFileSync(`${file}.br`, pack(readFileSync(file)));
        rmSync(file);
      }
    },
  };
}

function pack(content: Buffer): Buffer {
  return brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
}
