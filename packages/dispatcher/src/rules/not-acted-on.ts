// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { at } from '../job/read.ts';
import { isEmptyValue } from '../job/refusal.ts';
import { notifyNotActedOn } from './notify-rules.ts';
import type { PlacedBlock } from './placed-block.ts';

type Path = (string | number)[];
type Meanings = Readonly<Record<string, string>>;

/** Keys of a job that this server and dispatcher do not act on yet, and what that means. */
export const NOT_ACTED_ON: Meanings = {
  reboot_to_fastboot: 'a device is left as the job leaves it',
};

/** Protocols of blocks. */
export const PROTOCOLS_NOT_CALLED: Meanings = {
  'lava-multinode': 'calls of this protocol are not made yet',
};

/** Keys of deploy blocks, or of the files in them. */
export const NOT_ACTED_ON_IN_DEPLOY: Meanings = {
  overlay_backend: 'the dispatcher writes images by itself, without these tools',
  uniquify: 'it does not change where files are',
};

const RUNS_ALREADY = 'a system that runs already gets nothing but the test overlay';

/** Keys of deploy blocks `to: ssh`. */
const NOT_DEPLOYED_BY_SSH: Meanings = {
  firmware: RUNS_ALREADY,
  kernel: RUNS_ALREADY,
  modules: RUNS_ALREADY,
  rootfs: RUNS_ALREADY,
};

/** Keys of blocks that no step of this version reads; a test holds this list against the schemas and the code. */
export const NOT_READ: ReadonlySet<string> = new Set([
  'api_endpoint',
  'binary',
  'bootargs',
  'expect_shell',
  'installation_size',
  'normal',
  'restore',
  'storage_file',
]);

/** The warning for a key of a block, where its schema has it and nothing reads it. */
export function notRead(key: string, path: Path): Problem[] {
  if (!NOT_READ.has(key)) return [];
  return [
    {
      severity: 'warning',
      message: `\`${key}\` has no effect yet: no step of this version reads it`,
      where: { path: [...path, key] },
    },
  ];
}

/** Keys of a job that are checked, and nothing else: each is a warning. */
export function notActedOn(job: unknown, blocks: readonly PlacedBlock[]): Problem[] {
  return [
    ...keysIn(job, [], NOT_ACTED_ON),
    ...notifyNotActedOn(at(job, 'notify')),
    ...blocks.flatMap(({ section, block, path }) => [
      ...keysIn(at(block, 'protocols'), [...path, 'protocols'], PROTOCOLS_NOT_CALLED),
      ...(section === 'deploy' ? deep(block, path) : []),
      ...(at(block, 'to') === 'ssh' ? keysIn(block, path, NOT_DEPLOYED_BY_SSH) : []),
    ]),
  ];
}

function keysIn(value: unknown, path: Path, meanings: Meanings): Problem[] {
  return Object.entries(meanings)
    .filter(([key]) => !isEmptyValue(at(value, key) ?? null))
    .map(([key, meaning]) => ({
      severity: 'warning',
      message: `\`${key}\` has no effect yet: ${meaning}`,
      where: { path: [...path, key] },
    }));
}

/** In the block, in its files, and in its maps of files. */
function deep(value: unknown, path: Path, levels = 3): Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || levels === 0) return [];
  return [
    ...keysIn(value, path, NOT_ACTED_ON_IN_DEPLOY),
    ...Object.entries(value).flatMap(([key, each]) => deep(each, [...path, key], levels - 1)),
  ];
}
