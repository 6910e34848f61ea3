// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where `vite dev` finds a running server; the production build is served by the server itself. */
const server = process.env.LAVA_SERVER ?? 'http://127.0.0.1:8000';

/** Nothing but what the server itself serves; styles alone may be inline, as Mantine and CodeMirror make them. */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'self'",
].join('; ');

/** The policy stands in the page, so that it holds behind any proxy. Not in development: reloading needs inline scripts. */
const contentPolicy: Plugin = {
  name: 'content-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
      injectTo: 'head-prepend',
    },
  ],
};

/** Text files beside themselves as `.br` and `.gz`, a quarter of the size, which the server sends to those who take them. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  writeBundle(options, bundle) {
    for (const name of Object.keys(bundle).filter((file) => /\.(js|css|html)$/.test(file))) {
      const file = join(options.dir ?? '', name);
      const content = readFileSync(file);
      writeFileSync(`${file}.br`, brotliCompressSync(content));
      writeFileSync(`${file}.gz`, gzipSync(content));
    }
  },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), contentPolicy, compressed],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The lab may be offline and slow: one file for what every page needs, the editor apart (it is loaded lazily).
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { '/api': server } },
});
