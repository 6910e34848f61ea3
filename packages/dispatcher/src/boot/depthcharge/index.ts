// SPDX-License-Identifier: Apache-2.0
import { resetConnection } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { Dialogue, depthchargeStart } from '../../bootloader/dialogue.ts';
import { method } from '../../engine/method.ts';
import { group, retry, unwritten } from '../../engine/step.ts';
import { shellTail } from '../../login/shell-tail.ts';
import { depthchargeSchema } from './schema.ts';

export const depthcharge = method(depthchargeSchema, (context) =>
  group('depthcharge-action', [
    unwritten('depthcharge-overlay'),
    retry('depthcharge-retry', [
      resetConnection(context),
      resetDevice(context),
      depthchargeStart(context),
      new Dialogue(context, { kernelFollows: true }).type(),
      ...shellTail(context),
    ]),
  ]),
);
