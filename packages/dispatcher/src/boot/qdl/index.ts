// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { labCommands } from '../../board/lab-commands.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { method } from '../../engine/method.ts';
import { retry } from '../../engine/step.ts';
import { flashStep } from '../../flash/flash-step.ts';
import { listOf, textOf } from '../../job/read.ts';
import { qdlSchema } from './schema.ts';
import { qdlTool } from './tool.ts';

export const qdl = method(qdlSchema, (context) => {
  const enter = listOf(context.settings?.parameters?.['enter-commands']).map(textOf);
  return retry('boot-qdl-retry', [
    connectDevice(context),
    resetDevice(context),
    labCommands('enter-qdl', 'enter-commands of qdl', enter, { optional: true }),
    waitFor('qdl-device'),
    flashStep(context, qdlTool(context)),
  ]);
});
