// SPDX-License-Identifier: Apache-2.0
import type { StepSpec } from '../engine/step.ts';

/** Stops the firmware before it boots by itself, and brings up its menu. */
export function uefiMenuInterrupt(): StepSpec {
  return { name: 'uefi-menu-interrupt', timeoutCode: 'step-timeout' };
}
