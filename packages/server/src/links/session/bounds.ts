// SPDX-License-Identifier: Apache-2.0
import type { JobStatus } from '@lava/protocol/record/record.ts';

/** Longest message of a job's end that is kept, and longest word; characters. Lists show them. */
const MAX_MESSAGE = 10_000;
const MAX_WORD = 200;

export const boundWord = (word: string) => word.slice(0, MAX_WORD).toWellFormed();

export function boundStatus(status: JobStatus): JobStatus {
  const { message, code, kind } = status;
  return {
    ...status,
    ...(message !== undefined && { message: message.slice(0, MAX_MESSAGE).toWellFormed() }),
    ...(code !== undefined && { code: boundWord(code) }),
    ...(kind !== undefined && { kind: boundWord(kind) }),
  };
}
