/**
 * What all pages are built by. The build must come out the same everywhere:
 * nothing in it depends on the folder, the time or the machine.
 */
export const common = {
  base: '/',
  publicDir: false,
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
  },
} as const;
