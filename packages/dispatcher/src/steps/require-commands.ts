// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Block } from '@lava/protocol/job/job.ts';

/** @throws LavaError `job-invalid` when a block of a method that types commands has none */
export function requireCommands(block: Block): void {
  if ('commands' in block) return;
  throw new LavaError('job-invalid', `boot method ${String(block.method)} needs \`commands\``);
}
