import { defineConfig } from 'vite';
import { common } from './build/common.ts';
import { licences } from './build/licences.ts';
import { packed } from './build/packed.ts';
import { preloads } from './build/preloads.ts';

// The playground, and the licences of all pages.
export default defineConfig({
  ...common,
  plugins: [preloads(), licences(), packed()],
  worker: { format: 'es' },
  build: {
    ...common.build,
    rolldownOptions: {
      input: { playground: 'playground.html' },
      // Libraries mark modules for React's server side, which there is none of here.
      checks: { moduleLevelDirective: false },
    },
  },
});
