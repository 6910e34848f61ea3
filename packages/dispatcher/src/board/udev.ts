// SPDX-License-Identifier: Apache-2.0
import { type StepSpec, step } from '../engine/step.ts';
import type { Waited } from './wait-for.ts';

/**
 * Waits until the kernel of the worker sees the device in this form.
 * @param path for `device-path`: the device node
 */
export function waitFor(what: Waited, path?: string): StepSpec {
  return step(`wait-${what}`, async (run) => (await import('./wait-for.ts')).waitForDevice(run, what, path), {
    timeoutCode: 'step-timeout',
  });
}
