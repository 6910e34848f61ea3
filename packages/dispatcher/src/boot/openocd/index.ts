// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { method } from '../../engine/method.ts';
import { retry } from '../../engine/step.ts';
import { flashStep } from '../../flash/flash-step.ts';
import { restartForProbe } from '../../flash/restart-for-probe.ts';
import { openocdSchema } from './schema.ts';
import { openocdTool } from './tool.ts';

export const openocd = method(openocdSchema, (context) =>
  retry('boot-openocd-image', [
    ...restartForProbe(context),
    connectDevice(context),
    flashStep(context, openocdTool(context)),
  ]),
);
