import { defineConfig } from 'vite';
import { licences } from './build/licences.ts';
import { packed } from './build/packed.ts';
import { preloads } from './build/preloads.ts';

// The build must come out the same everywhere: nothing in it depends on the
// folder, the time or the machine.
export default defineConfig({
  base: '/',
  publicDir: false,
  plugins: [preloads(), licences(), packed()],
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    // A data: address would need a wider policy for fonts and workers.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { playground: 'playground.html' },
      // Libraries mark modules for React's server side, which there is none of here.
      checks: { moduleLevelDirective: false },
    },
  },
});
