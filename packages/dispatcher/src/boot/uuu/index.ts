// SPDX-License-Identifier: Apache-2.0

import { methods } from '@lava/protocol/device/device.ts';
import type { Block } from '@lava/protocol/job/job.ts';
import { connectDevice, disconnectDevice } from '../../board/connection.ts';
import { powerOff } from '../../board/power.ts';
import { resetDevice } from '../../board/reset.ts';
import { bootBootloader } from '../../bootloader/boot-bootloader.ts';
import { bootloaderOverlay } from '../../bootloader/dialogue.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { unavailable } from '../../engine/unavailable.ts';
import { at, listOf } from '../../job/read.ts';
import { type UuuBlock, uuuSchema } from './schema.ts';

/** Seconds that a valid bootloader has to show itself (LAVA's value). */
const VALID_BOOTLOADER_TIMEOUT = 15;

export const uuu: Method<UuuBlock> = {
  ...uuuSchema,

  plan(context) {
    const { block } = context;
    return {
      name: 'uuu-boot-retry',
      retry: true,
      children: [
        ...(block.skip_uuu_if_bootloader_valid ? [checkBootloader(context)] : []),
        {
          name: 'uuu',
          children: [
            disconnectDevice(),
            resetDevice(context),
            ...(needsSerialDownload(context) ? enterSerialDownload(context) : []),
            connectDevice(),
            { name: 'uuu-boot', timeoutCode: 'step-timeout' },
            disconnectDevice(),
          ],
        },
      ],
    };
  },
};

/** Commands for the control port alone need no board that listens on USB. */
function needsSerialDownload({ block, device }: PlanContext<UuuBlock>): boolean {
  const { commands } = block;
  const list =
    typeof commands === 'string'
      ? listOf(at(methods(device, 'boot'), 'uuu', commands, 'commands'))
      : commands;
  if (at(list[0], 'bcu') === 'reset usb') return false;
  return !list.every((command) => Object.keys(command ?? {}).every((protocol) => protocol === 'bcu'));
}

function enterSerialDownload(context: PlanContext): StepSpec[] {
  const off = at(methods(context.device, 'boot'), 'uuu', 'options', 'power_off_before_corrupt_boot_media');
  return [
    { name: 'check-serial-availability', timeoutCode: 'step-timeout' },
    {
      name: 'boot-corrupt-boot-media',
      validate: unavailable,
      children: [...(off ? [powerOff()] : []), ...uBoot(context)],
    },
    resetDevice(context),
  ];
}

function checkBootloader(context: PlanContext): StepSpec {
  const { timeouts } = context.block;
  const seconds = { seconds: VALID_BOOTLOADER_TIMEOUT };
  return {
    name: 'check-bootloader-valid',
    validate: unavailable,
    block: { timeouts: { 'bootloader-interrupt': seconds, ...timeouts } },
    children: uBoot(context),
  };
}

/** To the prompt of U-Boot, and away from the console again. */
function uBoot(context: PlanContext): StepSpec[] {
  const block: Partial<Block> = { method: 'bootloader', bootloader: 'u-boot' };
  const boot = bootBootloader(context, {});
  return [connectDevice(), { ...bootloaderOverlay(), block }, { ...boot, block }, disconnectDevice()];
}
