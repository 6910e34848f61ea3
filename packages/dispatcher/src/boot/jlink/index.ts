// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { method } from '../../engine/method.ts';
import { retry } from '../../engine/step.ts';
import { flashStep } from '../../flash/flash-step.ts';
import { restartForProbe } from '../../flash/restart-for-probe.ts';
import { jlinkSchema } from './schema.ts';
import { jlinkTool } from './tool.ts';

export const jlink = method(jlinkSchema, (context) =>
  retry('boot-jlink-image', [
    ...restartForProbe(context),
    connectDevice(context),
    flashStep(context, jlinkTool(context)),
  ]),
);
