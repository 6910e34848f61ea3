// SPDX-License-Identifier: Apache-2.0
import type { StepSpec } from '../engine/step.ts';

/** Seconds for the dialogue with a bootloader, where nothing else is said (LAVA's value). */
const DIALOGUE_TIMEOUT = 90;

/** Makes the list of commands, with the placeholders filled in. */
export function bootloaderOverlay(): StepSpec {
  return { name: 'bootloader-overlay' };
}

/** Stops the autoboot. */
export function bootloaderInterrupt(): StepSpec {
  return { name: 'bootloader-interrupt', timeoutCode: 'step-timeout' };
}

/** Types the commands, one a prompt. */
export function bootloaderCommands(): StepSpec {
  return { name: 'bootloader-commands', timeoutCode: 'step-timeout', defaultTimeout: DIALOGUE_TIMEOUT };
}

/** Types the commands that select the other boot bank. */
export function bootloaderCommandsAltbank(): StepSpec {
  return {
    name: 'bootloader-commands-altbank',
    timeoutCode: 'step-timeout',
    defaultTimeout: DIALOGUE_TIMEOUT,
  };
}

/** Waits for the start message of depthcharge. */
export function depthchargeStart(): StepSpec {
  return { name: 'depthcharge-start', timeoutCode: 'step-timeout', defaultTimeout: DIALOGUE_TIMEOUT };
}
