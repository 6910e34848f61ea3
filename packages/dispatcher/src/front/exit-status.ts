// SPDX-License-Identifier: Apache-2.0
import type { Kind } from '@lava/protocol/error/kind.ts';
import type { JobStatus } from '@lava/protocol/record/record.ts';

const STATUS: Record<Kind, number> = {
  job: 1,
  test: 1,
  infrastructure: 3,
  configuration: 4,
  canceled: 5,
  bug: 6,
};

/** 0 only for a complete job; otherwise by whose fault it is. 2 is wrong usage. */
export function exitStatus({ health, kind }: JobStatus): number {
  return health === 'complete' ? 0 : (STATUS[kind as Kind] ?? 6);
}
