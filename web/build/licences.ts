import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

interface Locked {
  version?: string;
  license?: string;
  dev?: boolean;
}

/** Packages of which only the compiler sees anything. */
const typesOnly = /^@types\/|^undici-types$|^csstype$/;

const licenceFile = /^(licen[cs]e|copying|notice|third-?party-?notices)(\.|$)/i;

/** Lists the licences of all that may be bundled, as licenses.txt. */
export function licences(): Plugin {
  return {
    name: 'licences',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'licenses.txt', source: licencesText() });
    },
  };
}

function licencesText(): string {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> };
  const sections = Object.entries(lock.packages)
    .filter(([path, locked]) => path !== '' && !locked.dev && !typesOnly.test(nameOf(path)))
    .map(([path, locked]) => section(path, locked));
  return [
    'The pages of Pressgraph contain parts of the packages below.',
    '',
    ...sections.map((text) => `${'-'.repeat(80)}\n${text}\n`),
  ].join('\n');
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Tells a package's name, version and licence, with its licence's text where it brings one. */
function section(path: string, locked: Locked): string {
  const texts = readdirSync(path)
    .filter((file) => licenceFile.test(file))
    .sort()
    .map((file) => readFileSync(join(path, file), 'utf8').replaceAll('\r\n', '\n').trim());
  const about = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as { author?: string | { name?: string } };
  const author = typeof about.author === 'string' ? about.author : about.author?.name;
  const head = [`${nameOf(path)} ${locked.version}`, `Licence: ${locked.license ?? 'see below'}`];
  if (author) {
    head.push(`Author: ${author}`);
  }
  return [head.join('\n'), ...texts].join('\n\n');
}
