// SPDX-License-Identifier: Apache-2.0

import { connectDevice } from '../../board/connection.ts';
import { hasHardReset, resetDevice } from '../../board/reset.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { enterFastboot, uBootEntersFastboot } from '../../flash/fastboot-entry.ts';
import { downloadArtefacts } from '../../overlay/overlaid-artefact.ts';
import { overlayIfNeeded } from '../../overlay/overlay-steps.ts';
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
