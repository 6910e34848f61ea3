// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { Dialogue } from '../../bootloader/dialogue.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { group, retry, type StepSpec } from '../../engine/step.ts';
import { flashStep } from '../../flash/flash-step.ts';
import { shellTail } from '../../login/shell-tail.ts';
import { massStorageTool } from './mass-storage.ts';
import { type UBootBlock, type UBootDevice, uBootSchema } from './schema.ts';

export const uBoot = method(uBootSchema, (context) => {
  const { block } = context;
  const dialogue = new Dialogue(context, { kernelFollows: true });
  return retry('uboot-action', [
    ...dialogue.prepare('uboot-from-media'),
    connectDevice(context),
    group('uboot-commands', [
      ...(block.reset === false ? [] : [resetDevice(context)]),
      dialogue.interrupt(),
      ...typing(context, dialogue),
      ...shellTail(context),
    ]),
  ]);
});

function typing(context: PlanContext<UBootBlock, UBootDevice>, dialogue: Dialogue): StepSpec[] {
  const parameters = context.settings?.parameters;
  if (parameters?.uboot_ums_flash) {
    const flash = flashStep(context, massStorageTool(context));
    const node = parameters.uboot_mass_storage_device ?? undefined;
    return [dialogue.type(), waitFor('device-path', node), flash, resetDevice(context)];
  }
  if (parameters?.uboot_altbank) return [dialogue.switchBank(), ...dialogue.steps()];
  return [dialogue.type()];
}
