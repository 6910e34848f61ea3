// SPDX-License-Identifier: Apache-2.0
import { type StepSpec, unwritten } from '../engine/step.ts';

type VexpressStep =
  | 'extract-vexpress-recovery-image'
  | 'enter-vexpress-mcc'
  | 'enable-vexpress-usbmsd'
  | 'mount-vexpress-usbmsd'
  | 'deploy-vexpress-recovery-image'
  | 'unmount-vexpress-usbmsd'
  | 'erase-vexpress-flash';

/** Work on the USB mass storage of a Versatile Express or MPS board. */
export function vexpressStep(name: VexpressStep): StepSpec {
  return unwritten(name, { timeoutCode: 'step-timeout' });
}
