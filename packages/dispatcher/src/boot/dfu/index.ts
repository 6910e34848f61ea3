// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { Dialogue } from '../../bootloader/dialogue.ts';
import { method } from '../../engine/method.ts';
import { retry, unwritten } from '../../engine/step.ts';
import { flashStep } from '../../flash/flash-step.ts';
import { dfuSchema } from './schema.ts';

export const dfu = method(dfuSchema, (context) => {
  const viaUBoot = context.settings.implementation === 'u-boot';
  return retry('boot-dfu-retry', [
    connectDevice(context),
    resetDevice(context),
    ...(viaUBoot
      ? [
          new Dialogue(context, { method: 'u-boot', kernelFollows: false }).interrupt(),
          unwritten('enter-dfu'),
        ]
      : []),
    waitFor('dfu-device'),
    flashStep(context, 'flash-dfu'),
  ]);
});
