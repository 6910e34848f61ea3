// SPDX-License-Identifier: Apache-2.0
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';

/**
 * Why something failed. What is thrown when a deadline or a wish to end interrupts a system call says little, so the reason of
 * the interruption counts; an error of our own has come before it. A wish to end always counts.
 */
export function firstReason({ signal }: Progress, thrown: unknown): LavaError {
  if (!signal.aborted) return toLavaError(thrown);
  const reason = toLavaError(signal.reason);
  return thrown instanceof LavaError && reason.kind !== 'canceled' ? thrown : reason;
}
