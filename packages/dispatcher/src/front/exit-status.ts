// SPDX-License-Identifier: Apache-2.0
import type { Kind } from '@lava/protocol/error/kind.ts';
import type { JobStatus } from '@lava/protocol/record/record.ts';

const STATUS: Record<Kind, number> = {
  job: 1,
  test: 1,
  infrastructure: 3,
  configuration: 3,
  canceled: 4,
  bug: 3,
};

/** 0 only for a complete job; otherwise by whose fault it is, with the numbers of the `lava` command. 2 is wrong usage. */
export function exitStatus({ health, kind }: JobStatus): number {
  return health === 'complete' ? 0 : (STATUS[kind as Kind] ?? 3);
}
