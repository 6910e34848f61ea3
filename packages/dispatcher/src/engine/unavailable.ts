// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

/**
 * `validate` of a step that has children and work of its own that is not written yet: without it the children alone would
 * run, and pass for the whole. A step without children and `run` is refused without this.
 */
export async function unavailable(): Promise<void> {
  throw new LavaError('step-unavailable', 'this version can plan the step, but not run it');
}
