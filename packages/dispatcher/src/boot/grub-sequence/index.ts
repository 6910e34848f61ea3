// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { GrubBlock } from '../../bootloader/grub-schema.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { at, listOf } from '../../job/read.ts';
import { shellOrInstaller } from '../../login/installer.ts';
import { expectShell, exportDeviceEnv } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { grubSequenceSchema } from './schema.ts';

/** Steps of the words in the device's list. */
const SEQUENCE: Record<string, (context: PlanContext) => StepSpec> = {
  'wait-fastboot-interrupt': () => ({ name: 'wait-fastboot-interrupt' }),
  'auto-login': autoLogin,
  'shell-session': expectShell,
  'export-env': exportDeviceEnv,
};

export const grubSequence: Method<GrubBlock> = {
  ...grubSequenceSchema,

  plan(context) {
    const words = listOf(at(methods(context.device, 'boot'), 'grub', 'sequence'));
    return {
      name: 'grub-sequence-action',
      retry: true,
      children: [...words.map((word) => stepOf(context, word)), ...shellOrInstaller(context)],
    };
  },
};

function stepOf(context: PlanContext, word: unknown): StepSpec {
  const step = typeof word === 'string' && Object.hasOwn(SEQUENCE, word) ? SEQUENCE[word] : undefined;
  if (step) return step(context);
  throw new LavaError('device-invalid', `sequence of grub has an unknown word ${String(word)}`, {
    hint: `known: ${Object.keys(SEQUENCE).join(', ')}`,
  });
}
