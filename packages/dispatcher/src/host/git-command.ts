// SPDX-License-Identifier: Apache-2.0
import { requireTool } from './tool.ts';

/** How much each process of git may hold, bytes: how much that would be is decided by a server. */
export const GIT_MEMORY = 4 * 1024 ** 3;

/** Nothing of a repository runs on the worker, and no template brings hooks. */
const SAFE = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'protocol.ext.allow=never'];

/** @throws LavaError `host-tool-missing` */
export function gitCommand(args: readonly string[], memory = GIT_MEMORY): string[] {
  const settings = SAFE.flatMap((setting) => ['-c', setting]);
  return ['prlimit', `--data=${memory}`, requireTool('git'), ...settings, ...args];
}

/** Of git here, not of the one on the server, whose words come after `remote:`. */
export function saysMemoryFull(stderr: string): boolean {
  return /^fatal: Out of memory/m.test(stderr);
}
