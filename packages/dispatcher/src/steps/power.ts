// SPDX-License-Identifier: Apache-2.0
import type { StepSpec } from '../engine/step.ts';

export function powerOff(): StepSpec {
  return { name: 'power-off', timeoutCode: 'step-timeout' };
}
