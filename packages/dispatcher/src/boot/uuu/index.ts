// SPDX-License-Identifier: Apache-2.0
import type { Block } from '@lava/protocol/job/job.ts';
import { connectDevice, disconnectDevice } from '../../board/connection.ts';
import { powerOff } from '../../board/power.ts';
import { resetDevice } from '../../board/reset.ts';
import { bootBootloader } from '../../bootloader/boot-bootloader.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { group, retry, type StepSpec, unwritten } from '../../engine/step.ts';
import { commandList, type UuuBlock, type UuuDevice, uuuSchema } from './schema.ts';

/** Seconds that a valid bootloader has to show itself (LAVA's value). */
const VALID_BOOTLOADER_TIMEOUT = 15;

type Context = PlanContext<UuuBlock, UuuDevice>;

export const uuu = method(uuuSchema, (context) => {
  const { block } = context;
  return retry('uuu-boot-retry', [
    ...(block.skip_uuu_if_bootloader_valid ? [checkBootloader(context)] : []),
    group('uuu', [
      disconnectDevice(context),
      resetDevice(context),
      ...(needsSerialDownload(context) ? enterSerialDownload(context) : []),
      connectDevice(context),
      unwritten('uuu-boot', { timeoutCode: 'step-timeout' }),
      disconnectDevice(context),
    ]),
  ]);
});

/** Commands for only the control port need no board that listens on USB. */
function needsSerialDownload({ block: { commands }, settings }: Context): boolean {
  const list = typeof commands === 'string' ? commandList(settings, commands) : commands;
  if (list[0]?.bcu === 'reset usb') return false;
  return !list.every((command) => Object.keys(command).every((protocol) => protocol === 'bcu'));
}

function enterSerialDownload(context: Context): StepSpec[] {
  const off = context.settings.options.power_off_before_corrupt_boot_media;
  return [
    unwritten('check-serial-availability', { timeoutCode: 'step-timeout' }),
    unwritten('boot-corrupt-boot-media', { children: [...(off ? [powerOff()] : []), ...uBoot(context)] }),
    resetDevice(context),
  ];
}

function checkBootloader(context: Context): StepSpec {
  const { timeouts } = context.block;
  const seconds = { seconds: VALID_BOOTLOADER_TIMEOUT };
  return unwritten('check-bootloader-valid', {
    block: { timeouts: { 'bootloader-interrupt': seconds, ...timeouts } },
    children: uBoot(context),
  });
}

/** To the prompt of U-Boot, and away from the console again. */
function uBoot(context: Context): StepSpec[] {
  const block: Partial<Block> = { method: 'bootloader', bootloader: 'u-boot' };
  const boot = bootBootloader(context, 'u-boot', {}).map((each) => ({ ...each, block }));
  return [connectDevice(context), ...boot, disconnectDevice(context)];
}
