// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { Dialogue } from '../../bootloader/dialogue.ts';
import { method } from '../../engine/method.ts';
import { group, retry } from '../../engine/step.ts';
import { shellTail } from '../../login/shell-tail.ts';
import { ipxeSchema } from './schema.ts';

export const ipxe = method(ipxeSchema, (context) => {
  const dialogue = new Dialogue(context, { kernelFollows: true });
  return group('bootloader-action', [
    ...dialogue.prepare(),
    connectDevice(context),
    retry('bootloader-retry', [resetDevice(context), ...dialogue.steps(), ...shellTail(context)]),
  ]);
});
