// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { hasHardReset, resetDevice } from '../../board/reset.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { group, type StepSpec } from '../../engine/step.ts';
import { enterFastboot, uBootEntersFastboot } from '../../flash/fastboot-entry.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { downloadSchema } from './schema.ts';

export const download = method(downloadSchema, (context) => {
  const files = new Deployment(context);
  return group('download-deploy', [
    ...entry(context),
    ...files.fetchAll(context.block.images),
    ...overlayIfNeeded(context),
  ]);
});

function entry(context: PlanContext): StepSpec[] {
  const { board } = context;
  if (board.fastboot.viaUBoot) return uBootEntersFastboot(context);
  if (hasHardReset(board)) return [connectDevice(context), resetDevice(context)];
  return [enterFastboot(context)];
}
