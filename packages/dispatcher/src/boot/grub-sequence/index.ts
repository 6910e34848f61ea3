// SPDX-License-Identifier: Apache-2.0
import { openedConsole } from '../../board/connection-key.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { retry, type StepSpec, step } from '../../engine/step.ts';
import { shellOrInstaller } from '../../login/installer.ts';
import { expectShell, exportDeviceEnv } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { type GrubSequenceDevice, grubSequenceSchema } from './schema.ts';

type Word = GrubSequenceDevice['sequence'][number];

/** Steps of the words in the device's list. */
const SEQUENCE: Record<Word, (context: PlanContext) => StepSpec> = {
  'wait-fastboot-interrupt': leaveFastboot,
  'auto-login': autoLogin,
  'shell-session': expectShell,
  'export-env': exportDeviceEnv,
};

/** The firmware waits for fastboot until a key is pressed; then it starts GRUB. */
function leaveFastboot(context: PlanContext): StepSpec {
  const console = openedConsole(context);
  const { board } = context;
  const name = 'wait-fastboot-interrupt';
  return step(
    name,
    async (run) => {
      await (await import('../../board/connect.ts')).connect(run, board, console);
      const { stopFirmware } = await import('../../bootloader/menu-talk.ts');
      await stopFirmware(run, console.get(), board.fastboot.waitPrompt, board.fastboot.waitKey);
    },
    { validate: async () => (await import('../../board/connect.ts')).checkConsole(board) },
  );
}

export const grubSequence = method(grubSequenceSchema, (context) =>
  retry('grub-sequence-action', [
    ...context.settings.sequence.map((word) => SEQUENCE[word](context)),
    ...shellOrInstaller(context),
  ]),
);
