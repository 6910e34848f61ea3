// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

/** Why a job with an `unwritten` step does not run. */
export function notWritten(): LavaError {
  return new LavaError('step-unavailable', 'this version can plan the step, but not run it');
}
