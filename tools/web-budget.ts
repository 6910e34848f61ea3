// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Most that a browser loads before it shows any page, compressed with brotli, bytes: scripts, and styles. */
export const BUDGET = { js: 260_000, css: 40_000 };

const dist = join(import.meta.dirname, '../packages/web/dist');

/** What the first page costs, of the pages built last; undefined when they are not built, or not wholly. */
export function firstLoad(directory = dist): { js: number; css: number } | undefined {
  const index = join(directory, 'index.html');
  if (!existsSync(index)) return undefined;
  const found = [...readFileSync(index, 'utf8').matchAll(/(?:src|href)="\/(assets\/[^"]+\.(js|css))"/g)];
  const files = found.map(([, file = '', kind]) => ({
    kind,
    size: statSync(join(directory, `${file}.br`), { throwIfNoEntry: false })?.size,
  }));
  if (files.some(({ size }) => size === undefined)) return undefined;
  const sum = (kind: string) =>
    files.filter((file) => file.kind === kind).reduce((total, { size = 0 }) => total + size, 0);
  return { js: sum('js'), css: sum('css') };
}

/** Problems with the size of the built pages, for `./lava check`. */
export function checkBudget(load = firstLoad()): string[] {
  if (!load) return [];
  return (['js', 'css'] as const)
    .filter((kind) => load[kind] > BUDGET[kind])
    .map(
      (kind) =>
        `the first page loads ${load[kind]} bytes of ${kind}; at most ${BUDGET[kind]}: load what few pages need lazily`,
    );
}
