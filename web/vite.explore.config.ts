import { defineConfig } from 'vite';
import { common } from './build/common.ts';
import { packed } from './build/packed.ts';

// The explorer is built by itself, after the playground: what both have in
// their sources is in both, so that neither loads a chunk of the other.
export default defineConfig({
  ...common,
  plugins: [packed()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    ...common.build,
    emptyOutDir: false,
    rolldownOptions: { input: { explore: 'explore.html' } },
  },
});
