// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { method } from '../../engine/method.ts';
import { retry } from '../../engine/step.ts';
import { flashStep } from '../../flash/flash-step.ts';
import { restartForProbe } from '../../flash/restart-for-probe.ts';
import { pyocdSchema } from './schema.ts';
import { pyocdTool } from './tool.ts';

export const pyocd = method(pyocdSchema, (context) => {
  const connect = connectDevice(context);
  const flash = flashStep(context, pyocdTool(context));
  const connectFirst = context.settings?.parameters?.connect_before_flash ?? false;
  return retry('boot-pyocd-image', [
    // Twice the same name, as LAVA has it; dashboards know these levels.
    retry('boot-pyocd-image', [
      ...restartForProbe(context),
      ...(connectFirst ? [connect, flash] : [flash, connect]),
    ]),
  ]);
});
