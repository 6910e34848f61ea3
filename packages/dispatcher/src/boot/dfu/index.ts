// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { Dialogue } from '../../bootloader/dialogue.ts';
import { method } from '../../engine/method.ts';
import { retry } from '../../engine/step.ts';
import { flashStep } from '../../flash/flash-step.ts';
import { listOf, textOf } from '../../job/read.ts';
import { dfuSchema } from './schema.ts';
import { dfuTool } from './tool.ts';

export const dfu = method(dfuSchema, (context) => {
  const { implementation, parameters } = context.settings;
  const viaUBoot = implementation === 'u-boot';
  const dialogue = new Dialogue(context, { method: 'u-boot', kernelFollows: false });
  const enter = listOf(parameters?.['enter-commands']).map(textOf);
  return retry('boot-dfu-retry', [
    connectDevice(context),
    resetDevice(context),
    ...(viaUBoot ? [dialogue.interrupt(), dialogue.handOver('enter-dfu', enter)] : []),
    waitFor('dfu-device'),
    flashStep(context, dfuTool(context)),
  ]);
});
