// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { hasHardReset, resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { method } from '../../engine/method.ts';
import { group, unwritten } from '../../engine/step.ts';
import { gdbSchema } from './schema.ts';

export const gdb = method(gdbSchema, (context) =>
  group('boot-gdb', [
    unwritten('boot-gdb-retry', {
      retry: true,
      children: [
        ...(hasHardReset(context.board) ? [resetDevice(context)] : []),
        waitFor('usb-serial'),
        connectDevice(context),
      ],
    }),
  ]),
);
