// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { method } from '../../engine/method.ts';
import { retry, unwritten } from '../../engine/step.ts';
import { flashStep } from '../../flash/flash-step.ts';
import { qdlSchema } from './schema.ts';

export const qdl = method(qdlSchema, (context) =>
  retry('boot-qdl-retry', [
    connectDevice(context),
    resetDevice(context),
    unwritten('enter-qdl'),
    waitFor('qdl-device'),
    flashStep(context, 'flash-qdl'),
  ]),
);
