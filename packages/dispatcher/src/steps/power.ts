// SPDX-License-Identifier: Apache-2.0
import type { StepSpec } from '../engine/step.ts';

export function powerOff(): StepSpec {
  return { name: 'power-off', timeoutCode: 'step-timeout' };
}

export function powerOn(): StepSpec {
  return { name: 'power-on', timeoutCode: 'step-timeout' };
}

/** Runs the device's `pre_power_command`. */
export function prePowerCommand(): StepSpec {
  return { name: 'pre-power-command', timeoutCode: 'step-timeout' };
}

/** Runs the device's `pre_os_command`. */
export function preOsCommand(): StepSpec {
  return { name: 'pre-os-command', timeoutCode: 'step-timeout' };
}
