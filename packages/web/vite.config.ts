// SPDX-License-Identifier: Apache-2.0
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `vite dev` finds a running server; the production build is served by the server itself. */
const server = process.env.LAVA_SERVER ?? 'http://127.0.0.1:8000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The lab may be offline and slow: one file for what every page needs, the editor apart (it is loaded lazily).
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { '/api': server } },
});
