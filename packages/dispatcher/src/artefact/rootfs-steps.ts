// SPDX-License-Identifier: Apache-2.0

import { type StepSpec, unwritten } from '../engine/step.ts';

const ON_HOST = { timeoutCode: 'step-timeout' } as const;

/** Puts the test overlay into an image that was fetched. */
export function imageOverlay(sparse = false): StepSpec {
  return unwritten(sparse ? 'apply-overlay-sparse-image' : 'apply-overlay-image', ON_HOST);
}

/** Puts the test overlay into a disk or package that only this method knows. */
export function packageOverlay(
  name: 'apply-overlay-avh' | 'apply-overlay-qdl' | 'apply-overlay-guest',
): StepSpec {
  return unwritten(name, ON_HOST);
}
