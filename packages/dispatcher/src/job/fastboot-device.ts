// SPDX-License-Identifier: Apache-2.0
import { type Device, methods } from '@lava/protocol/device/device.ts';
import { at, listOf, textOf } from './read.ts';

/** What brings U-Boot of a device into fastboot, and its prompt, as the deploy method u-boot has them. */
export function uBootFastboot(device: Device): { prompt: string | undefined; commands: string[] } {
  const parameters = at(methods(device, 'deploy'), 'u-boot', 'parameters');
  const prompt = at(parameters, 'bootloader_prompt');
  return {
    prompt: typeof prompt === 'string' ? prompt : undefined,
    commands: listOf(at(parameters, 'fastboot', 'commands')).map(textOf),
  };
}

/** Is the image `boot` started by fastboot, instead of being written? */
export function bootsWithoutFlash(device: Device): boolean {
  return listOf(methods(device, 'boot').fastboot).includes('no-flash-boot');
}
