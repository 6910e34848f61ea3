// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { prepareKernel } from '../../artefact/prepare-kernel.ts';
import { rootfsStep } from '../../artefact/rootfs.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { downloadArtefact, downloadArtefacts } from '../../overlay/overlaid-artefact.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type TftpBlock, tftpSchema } from './schema.ts';

/** In the order of their steps. */
const FILES = ['ramdisk', 'kernel', 'dtb', 'nfsrootfs', 'modules', 'preseed', 'tee'] as const;

export const tftp: Method<TftpBlock> = {
  ...tftpSchema,

  plan(context) {
    return {
      name: 'tftp-deploy',
      children: [
        ...overlayIfNeeded(context),
        ...files(context),
        prepareOverlay(context),
        ...deployDeviceEnv(context),
      ],
    };
  },
};

function files(context: PlanContext<TftpBlock>): StepSpec[] {
  const { block } = context;
  const single = FILES.flatMap((key) => {
    const artefact = block[key];
    return artefact ? [downloadArtefact(context, key, artefact).step] : [];
  });
  const overlays = (block.dtbo ?? []).map((dtbo, i) => downloadArtefact(context, `dtbo${i}`, dtbo).step);
  return [...single, ...overlays, ...downloadArtefacts(context, block.extra_files ?? {}, 'extra_files.')];
}

function prepareOverlay(context: PlanContext<TftpBlock>): StepSpec {
  const { block, device, target } = context;
  return {
    name: 'prepare-tftp-overlay',
    timeoutCode: 'step-timeout',
    children: [
      rootfsStep('extract-nfsrootfs'),
      { name: 'parse-persistent-nfs' },
      rootfsStep('extract-overlay-ramdisk'),
      rootfsStep('extract-modules'),
      ...(target.needsOverlay ? [rootfsStep('apply-overlay-tftp')] : []),
      ...(block.kernel?.type ? [prepareKernel(context)] : []),
      rootfsStep('configure-preseed-file'),
      rootfsStep('compress-ramdisk'),
      // The FIT image holds the ramdisk, so it is made last.
      ...('depthcharge' in methods(device, 'boot') ? [prepareKernel(context)] : []),
    ],
  };
}
