// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { DEPLOYED } from '../../artefact/deployed.ts';
import { openedConsole } from '../../board/connection-key.ts';
import { preOsCommand } from '../../board/power.ts';
import { hasHardReset } from '../../board/reset.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { retry, type StepSpec, step } from '../../engine/step.ts';
import { fastbootEntry, fastbootReboot, fastbootStep, waitForBoard } from '../../flash/fastboot-entry.ts';
import { listOf } from '../../job/read.ts';
import { expectShell, exportDeviceEnv, overlayUnpack } from '../../login/shell-steps.ts';
import { autoLogin, shellTail } from '../../login/shell-tail.ts';
import { OVERLAY } from '../../overlay/overlay.ts';
import { type FastbootBlock, type FastbootDevice, fastbootSchema } from './schema.ts';

type Word = FastbootDevice[number];

/** Steps of the words in the device's list. */
const SEQUENCE: Record<Word, (context: PlanContext) => StepSpec> = {
  boot: bootFastboot,
  reboot: (context) => fastbootReboot(context, 'fastboot-reboot'),
  'no-flash-boot': bootFastboot,
  'auto-login': autoLogin,
  'overlay-unpack': overlayUnpack,
  'shell-session': expectShell,
  'export-env': exportDeviceEnv,
};

export const fastboot = method(fastbootSchema, (context) => {
  return retry(
    'fastboot-boot',
    [
      ...('commands' in context.block ? [jobCommands(context)] : []),
      ...fastbootEntry(context, { beforeCommand: [waitForBoard(context)] }),
      ...(context.settings ?? []).flatMap((word) => [waitForBoard(context), SEQUENCE[word](context)]),
      ...tail(context),
    ],
    { timeoutCode: 'step-timeout' },
  );
});

/** A board with power control has a console to log in at; others are reached by adb. */
function tail(context: PlanContext<FastbootBlock>): StepSpec[] {
  if (hasHardReset(context.board)) return [preOsCommand(), ...shellTail(context)];
  if (context.block.docker) return [];
  return adb(context);
}

/** A shell of Android as the console, and the overlay put there. */
function adb(context: PlanContext<FastbootBlock>): StepSpec[] {
  const { target } = context;
  const console = openedConsole(context);
  const overlay = target.needsOverlay ? target.find(OVERLAY) : undefined;
  return [
    step('connect-adb', async (run) => (await import('./adb.ts')).connectAdb(run, context, console), {
      timeoutCode: 'step-timeout',
      validate: async () => (await import('./adb.ts')).checkAdb(context),
    }),
    step(
      'adb-overlay-unpack',
      async (run) => (await import('./adb.ts')).pushOverlay(run, context, overlay?.get()),
      {
        timeoutCode: 'overlay-failed',
      },
    ),
  ];
}

function jobCommands(context: PlanContext<FastbootBlock>): StepSpec {
  const lines = listOf(context.block.commands).map(String);
  const commands = fastbootStep(context, 'fastboot-boot-commands', (fastboot, run) =>
    fastboot.commands(run, lines),
  );
  return {
    ...commands,
    async validate(run) {
      await commands.validate?.(run);
      const { commandWords } = await import('../../flash/fastboot.ts');
      for (const line of lines) commandWords(line);
    },
  };
}

function bootFastboot(context: PlanContext): StepSpec {
  const file = context.target.find(DEPLOYED)?.files.get('boot')?.file;
  return fastbootStep(context, 'boot-fastboot', async (fastboot, run) => {
    if (!file)
      throw new LavaError(
        'job-invalid',
        'no deploy block has fetched an image `boot`, which fastboot is to start',
      );
    await fastboot.boot(run, file.get());
  });
}
