// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Block } from '@lava/protocol/job/job.ts';
import type { Board } from './board.ts';
import { textOf } from './read.ts';

/** The first of the conditions that does not hold, as a reason for the user; undefined when all hold. */
export function refusal(...conditions: [holds: unknown, reason: string][]): string | undefined {
  return conditions.find(([holds]) => !holds)?.[1];
}

/** Condition that the device's configuration has this method. */
export function deviceHas(board: Board, section: 'deploy' | 'boot', name: string): [boolean, string] {
  return [Object.hasOwn(board.entries[section], name), `the device has no ${section} method ${name}`];
}

/** @throws LavaError `job-invalid` when a block of a method that types commands has none */
export function requireCommands(block: Block): void {
  if ('commands' in block) return;
  throw new LavaError('job-invalid', `boot method ${textOf(block.method)} needs \`commands\``);
}

/** What is false in LAVA's language, numbers and `false` aside. */
export function isEmptyValue(value: unknown): boolean {
  if (value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && value !== undefined && Object.keys(value).length === 0;
}
