// SPDX-License-Identifier: Apache-2.0
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { downloadArtefacts } from '../../steps/artefact.ts';
import { connectDevice } from '../../steps/connection.ts';
import { enterFastboot, uBootEntersFastboot } from '../../steps/fastboot-entry.ts';
import { overlayIfNeeded } from '../../steps/overlay.ts';
import { hasHardReset, resetDevice } from '../../steps/reset.ts';
import { type DownloadBlock, downloadSchema } from './schema.ts';

export const download: Method<DownloadBlock> = {
  ...downloadSchema,

  plan(context) {
    return {
      name: 'download-deploy',
      children: [
        ...entry(context),
        ...downloadArtefacts(context, context.block.images),
        ...overlayIfNeeded(context),
      ],
    };
  },
};

function entry(context: PlanContext): StepSpec[] {
  if (context.device.fastboot_via_uboot) return uBootEntersFastboot(context);
  if (hasHardReset(context.device)) return [connectDevice(), resetDevice(context)];
  return [enterFastboot()];
}
