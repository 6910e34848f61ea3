// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { preOsCommand, prePowerCommand } from '../../board/power.ts';
import { resetDevice } from '../../board/reset.ts';
import { method } from '../../engine/method.ts';
import { retry } from '../../engine/step.ts';
import { shellTail } from '../../login/shell-tail.ts';
import { minimalSchema } from './schema.ts';

export const minimal = method(minimalSchema, (context) => {
  const { block } = context;
  return retry('minimal-boot', [
    connectDevice(context),
    ...(block.pre_power_command ? [prePowerCommand()] : []),
    ...(block.pre_os_command ? [preOsCommand()] : []),
    ...(block.reset === false ? [] : [resetDevice(context)]),
    ...shellTail(context),
  ]);
});
