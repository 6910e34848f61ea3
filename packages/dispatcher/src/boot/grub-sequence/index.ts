// SPDX-License-Identifier: Apache-2.0
import { opensConsole } from '../../board/connection.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { retry, type StepSpec } from '../../engine/step.ts';
import { shellOrInstaller } from '../../login/installer.ts';
import { expectShell, exportDeviceEnv } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { type GrubSequenceDevice, grubSequenceSchema } from './schema.ts';

type Word = GrubSequenceDevice['sequence'][number];

/** Steps of the words in the device's list. */
const SEQUENCE: Record<Word, (context: PlanContext) => StepSpec> = {
  'wait-fastboot-interrupt': (context) => opensConsole(context, 'wait-fastboot-interrupt'),
  'auto-login': autoLogin,
  'shell-session': expectShell,
  'export-env': exportDeviceEnv,
};

export const grubSequence = method(grubSequenceSchema, (context) =>
  retry('grub-sequence-action', [
    ...context.settings.sequence.map((word) => SEQUENCE[word](context)),
    ...shellOrInstaller(context),
  ]),
);
