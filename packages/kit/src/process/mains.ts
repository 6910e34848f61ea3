// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../../..');

/** Names of our programs, as packages install them → main source. */
export const MAINS = {
  lava: 'packages/cli/src/main.ts',
  'lava-run': 'packages/dispatcher/src/main.ts',
  'lava-server': 'packages/server/src/main.ts',
  'lava-slave': 'packages/worker/src/main.ts',
} as const;

/** A directory with bundles of our programs, as packages have them: the set-up of a run of tests makes it and says so here. */
export const BUILT = 'LAVA_DEV_PROGRAMS';

/** Where `./lava` has compiled code: a second start takes half the time and 25 MB less memory. */
export const COMPILE_CACHE = join(ROOT, 'node_modules/.cache/compile');

/**
 * The file of a program for `node`. A start from its bundle takes half the processor time of one from its sources, and tests start
 * thousands; the demo, `./lava` and what tests import run from the sources.
 */
export function mainOf(name: keyof typeof MAINS): string {
  const built = process.env[BUILT];
  return built === undefined ? join(ROOT, MAINS[name]) : join(built, 'lib', `${name}.js`);
}
