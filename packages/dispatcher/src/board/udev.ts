// SPDX-License-Identifier: Apache-2.0
import { type StepSpec, unwritten } from '../engine/step.ts';

type Waited =
  | 'device-boardid'
  | 'device-path'
  | 'usb-serial'
  | 'usb-mass-storage-device'
  | 'dfu-device'
  | 'qdl-device';

/** Waits until the kernel of the worker sees the device in this form. */
export function waitFor(what: Waited): StepSpec {
  return unwritten(`wait-${what}`, { timeoutCode: 'step-timeout' });
}
