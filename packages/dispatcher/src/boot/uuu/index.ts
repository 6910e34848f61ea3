// SPDX-License-Identifier: Apache-2.0
import type { Block } from '@lava/protocol/job/job.ts';
import { DEPLOYED, nothingDeployed } from '../../artefact/deployed.ts';
import { connectDevice, disconnectDevice } from '../../board/connection.ts';
import { openedConsole } from '../../board/connection-key.ts';
import { powerOff } from '../../board/power.ts';
import { resetDevice } from '../../board/reset.ts';
import { bootBootloader } from '../../bootloader/boot-bootloader.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { Slot } from '../../engine/slot.ts';
import { retry, type StepSpec, step } from '../../engine/step.ts';
import { listOf, textOf } from '../../job/read.ts';
import { commandsOf, type UuuBlock, type UuuDevice, uuuSchema } from './schema.ts';

/** Seconds that a valid bootloader has to show itself (LAVA's value). */
const VALID_BOOTLOADER_TIMEOUT = 15;

const ON_HOST = { timeoutCode: 'step-timeout' } as const;

type Context = PlanContext<UuuBlock, UuuDevice>;

export const uuu = method(uuuSchema, (context) => {
  const { block, settings, target } = context;
  const deployed = target.find(DEPLOYED) ?? nothingDeployed();
  /** The bootloader of the board came up, so nothing is loaded. */
  const valid = new Slot<boolean>('state of the bootloader');
  const load = step('uuu-boot', async (run) => (await import('./load.ts')).load(run, context, deployed), {
    ...ON_HOST,
    validate: async () => (await import('./load.ts')).check(context, deployed),
  });
  const children = [
    disconnectDevice(context),
    resetDevice(context),
    ...(needsSerialDownload(commandsOf(block, settings)) ? enterSerialDownload(context) : []),
    connectDevice(context),
    load,
    disconnectDevice(context),
  ];
  const unlessValid = step(
    'uuu',
    async (run) => {
      if (valid.peek()) run.log.info('the bootloader of the board is valid: nothing is loaded');
      else await run.children();
    },
    { children },
  );
  return retry('uuu-boot-retry', [
    ...(block.skip_uuu_if_bootloader_valid ? [checkBootloader(context, valid)] : []),
    unlessValid,
  ]);
});

/** Commands for only the control port need no board that listens on USB. */
function needsSerialDownload([first, ...more]: ReturnType<typeof commandsOf>): boolean {
  if (first?.protocol === 'bcu' && first.line === 'reset usb') return false;
  return [first, ...more].some((each) => each !== undefined && each.protocol !== 'bcu');
}

function enterSerialDownload(context: Context): StepSpec[] {
  const { options } = context.settings;
  const deployed = context.target.find(DEPLOYED) ?? nothingDeployed();
  const listens = new Slot<boolean>('whether the board listens on USB');
  const corrupt = listOf(options.corrupt_boot_media_command).map(textOf);
  const off = options.power_off_before_corrupt_boot_media ? [powerOff()] : [];
  return [
    step(
      'check-serial-availability',
      async (run) => listens.set(await (await import('./load.ts')).listensOnUsb(run, context, deployed)),
      ON_HOST,
    ),
    step(
      'boot-corrupt-boot-media',
      async (run) => {
        if (listens.get()) run.log.debug('the board listens on USB: its media stay as they are');
        else await run.children();
      },
      { children: [...off, ...uBoot(context, corrupt)] },
    ),
    resetDevice(context),
  ];
}

function checkBootloader(context: Context, valid: Slot<boolean>): StepSpec {
  const { timeouts } = context.block;
  const console = openedConsole(context);
  const seconds = { seconds: VALID_BOOTLOADER_TIMEOUT };
  return step(
    'check-bootloader-valid',
    async (run) => {
      valid.clear();
      valid.set(await (await import('./check-bootloader.ts')).comesUp(run, console));
    },
    {
      block: { timeouts: { 'bootloader-interrupt': seconds, ...timeouts } },
      children: uBoot(context, []),
    },
  );
}

/** To the prompt of U-Boot with these commands, and away from the console again. */
function uBoot(context: Context, commands: string[]): StepSpec[] {
  const block: Partial<Block> = { method: 'bootloader', bootloader: 'u-boot' };
  const own = { ...context, block: { ...context.block, commands } };
  const boot = bootBootloader(own, 'u-boot', {}).map((each) => ({ ...each, block }));
  return [connectDevice(context), ...boot, disconnectDevice(context)];
}
