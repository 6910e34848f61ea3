// SPDX-License-Identifier: Apache-2.0
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BUILT } from '@lava/kit/process/mains.ts';
import { bundle } from '../../package/bundle.ts';
import { PACKAGES } from '../../package/packages.ts';
import type { Quick } from '../../package/quick.ts';

const ROOT = join(import.meta.dirname, '../../..');
const HOME = join(ROOT, 'node_modules/.cache/lava-test/programs');

/** Global set-up of the lanes that start our programs: each is bundled once for the run, about two seconds for all. */
export async function setup(): Promise<void> {
  // Another lane has done it.
  if (process.env[BUILT] !== undefined) return;
  mkdirSync(dirname(HOME), { recursive: true });
  const making = mkdtempSync(`${HOME}-`);
  // The accounts of jobs read them.
  chmodSync(making, 0o755);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const specs = PACKAGES.filter(({ programs }) => programs !== undefined);
  const known = Object.assign({}, ...specs.map(({ programs }) => programs)) as Record<string, string>;
  const quick = Object.assign({}, ...specs.map((spec) => spec.quick)) as Record<string, Quick>;
  try {
    await bundle(making, known, version, quick);
    // What packages have next to their programs is where it is in the tree; native addons are found above.
    for (const { data = {}, links = {} } of specs) {
      for (const [from, to] of Object.entries(data))
        if (!to.startsWith('..')) symlink(join(ROOT, from), join(making, to));
      for (const [link, target] of Object.entries(links)) symlink(target, join(making, link));
    }
    rmSync(HOME, { recursive: true, force: true });
    renameSync(making, HOME);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    throw error;
  }
  process.env[BUILT] = HOME;
}

/** Two packages may have the same. */
function symlink(target: string, path: string): void {
  rmSync(path, { force: true });
  symlinkSync(target, path);
}
