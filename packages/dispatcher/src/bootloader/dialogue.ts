// SPDX-License-Identifier: Apache-2.0
import { neededConsole } from '../board/connection-key.ts';
import type { PlanContext } from '../engine/method.ts';
import { absorbed, type StepSpec, unwritten } from '../engine/step.ts';

/** Seconds for the dialogue with a bootloader, where nothing else is said (LAVA's value). */
const DIALOGUE_TIMEOUT = 90;

const TYPED = { timeoutCode: 'step-timeout', defaultTimeout: DIALOGUE_TIMEOUT } as const;

/**
 * Makes the list of commands, with the placeholders filled in, under LAVA's names.
 * @param media name of LAVA's step for the placeholders of the media, where the method has one
 */
export function commandSteps(media?: 'uboot-from-media' | 'bootloader-from-media'): StepSpec[] {
  return [
    ...(media ? [absorbed(media, 'the placeholders of the media are filled in with the others')] : []),
    unwritten('bootloader-overlay'),
  ];
}

/** Stops the autoboot. */
export function bootloaderInterrupt(context: PlanContext): StepSpec {
  neededConsole(context);
  return unwritten('bootloader-interrupt', { timeoutCode: 'step-timeout' });
}

/** Types the commands, one a prompt. */
export function bootloaderCommands(context: PlanContext): StepSpec {
  neededConsole(context);
  return unwritten('bootloader-commands', TYPED);
}

/** Stops the autoboot and types the commands: what most bootloaders are asked to do. */
export function bootloaderSteps(context: PlanContext): StepSpec[] {
  return [bootloaderInterrupt(context), bootloaderCommands(context)];
}

/** Types the commands that select the other boot bank. */
export function bootloaderCommandsAltbank(context: PlanContext): StepSpec {
  neededConsole(context);
  return unwritten('bootloader-commands-altbank', TYPED);
}

/** Waits for the start message of depthcharge. */
export function depthchargeStart(context: PlanContext): StepSpec {
  neededConsole(context);
  return unwritten('depthcharge-start', TYPED);
}
