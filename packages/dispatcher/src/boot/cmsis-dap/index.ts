// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { hasHardReset, resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { method } from '../../engine/method.ts';
import { retry } from '../../engine/step.ts';
import { flashStep } from '../../flash/flash-step.ts';
import { cmsisDapSchema } from './schema.ts';

export const cmsisDap = method(cmsisDapSchema, (context) => {
  const { board, settings } = context;
  return retry('boot-cmsis-retry', [
    ...(hasHardReset(board) ? [resetDevice(context), waitFor('device-path')] : []),
    flashStep(context, 'flash-cmsis'),
    ...((settings.parameters.resets_after_flash ?? true) ? [waitFor('usb-serial')] : []),
    connectDevice(context),
  ]);
});
