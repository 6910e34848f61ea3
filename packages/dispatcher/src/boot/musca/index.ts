// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { method } from '../../engine/method.ts';
import { retry } from '../../engine/step.ts';
import { loginIfAsked, shellIfNeeded } from '../../login/shell-tail.ts';
import { muscaSchema } from './schema.ts';

export const musca = method(muscaSchema, (context) =>
  retry('musca-boot', [
    resetDevice(context),
    waitFor('usb-serial'),
    connectDevice(context),
    ...loginIfAsked(context),
    ...shellIfNeeded(context),
  ]),
);
