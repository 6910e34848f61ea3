// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Plugin, Rolldown } from 'vite';
import { VIEWS } from './src/early/views.ts';

/** Nothing but what the server itself serves; only styles may be inline, as Mantine and CodeMirror make them. */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'self'",
];

/** What `src/app/main.ts` loads: the outline of the page is painted without it, but it is asked for with the page. */
const APP = 'app/app.tsx';

/**
 * What a page does before its code is there: `src/early/main.ts` is in index.html itself. The policy is in the page, so that it
 * holds behind any proxy, and names this one script by its hash; the server finds the hash for its header in the page. Not in
 * development: reloading needs inline scripts.
 */
export const early: Plugin = {
  name: 'early',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const app = filesOf(bundle, APP);
      const views = VIEWS.map(({ module }) => {
        const files = filesOf(bundle, module).filter((file) => !app.includes(file));
        return [module, files] as const;
      });
      const script = earlyScript(Object.fromEntries(views));
      const hash = createHash('sha256').update(script).digest('base64');
      const policy = [...POLICY, `script-src 'self' 'sha256-${hash}'`].join('; ');
      const added = [
        `<meta http-equiv="Content-Security-Policy" content="${policy}" />`,
        `<script>${script}</script>`,
        ...app.filter((file) => !html.includes(file)).map(preload),
      ];
      return html.replace('<title>', () => `${added.join('\n    ')}\n    <title>`);
    },
  },
};

function preload(file: string): string {
  const kind = file.endsWith('.css') ? 'rel="preload" as="style"' : 'rel="modulepreload"';
  return `<link ${kind} crossorigin href="/${file}" />`;
}

/** Scripts and style sheets that a module of src/ needs, its own first. */
function filesOf(bundle: Rolldown.OutputBundle, module: string): string[] {
  const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
  const own = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/src/${module}`));
  if (!own) throw new Error(`no chunk of ${module}: nothing imports it with import()`);
  const found = new Map([[own.fileName, own]]);
  // A map may grow while it is walked.
  for (const [, { imports }] of found) {
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) found.set(chunk.fileName, chunk);
  }
  const sheets = [...found.values()].flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]);
  return [...new Set([...found.keys(), ...sheets])];
}

function earlyScript(code: Record<string, string[]>): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, 'src/early/main.ts')],
    define: { CODE: JSON.stringify(code) },
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2023',
    write: false,
  });
  return outputFiles[0]?.text.trim() ?? '';
}
