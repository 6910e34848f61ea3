// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { early } from './early-plugin.ts';

/** Where `vite dev` finds a running server; the production build is served by the server itself. */
const server = process.env.LAVA_SERVER ?? 'http://127.0.0.1:8000';

/** Text files also as `.br` and `.gz` next to them, a quarter of the size, which the server sends to those who take them. */
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
  plugins: [react(), early, compressed],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    rolldownOptions: {
      output: {
        codeSplitting: {
          // `no-eval` must run before any chunk makes a schema, so it is in the chunk that all of them load first.
          groups: [
            // app/main.ts needs it, and should wait for nothing more.
            { name: 'preload', test: /vite\/preload-helper/, priority: 4 },
            { name: 'zod', test: /node_modules\/zod\/|\/lib\/no-eval/, priority: 3 },
            // What several pages need, in few files: each request costs a lab's link more than some bytes. Not what only forms
            // of the lab need.
            {
              name: 'vendor',
              test: /node_modules\/(?!@?codemirror|@lezer|uplot|react-number-format|@mantine\/core\/esm\/components\/(Number|Tags)Input)/,
              minShareCount: 2,
              priority: 2,
            },
            {
              name: 'shared',
              // Without what only pages about the lab need: the first page is one of jobs.
              test: /packages\/(web\/src\/(ui\/(?!text-history)|entities\/(job|list)\/|data\/|lib\/)|protocol\/)/,
              minShareCount: 2,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': server } },
});
