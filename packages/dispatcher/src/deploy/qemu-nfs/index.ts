// SPDX-License-Identifier: Apache-2.0
import { servedOverlaySteps } from '../../artefact/rootfs-steps.ts';
import { method } from '../../engine/method.ts';
import { group, unwritten } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { deployDeviceEnv, lavaOverlay } from '../../overlay/overlay-steps.ts';
import { qemuNfsSchema } from './schema.ts';

export const qemuNfs = method(qemuNfsSchema, (context) => {
  const { block, target } = context;
  const files = new Deployment(context, { served: 'nfs' });
  return group('deploy-qemu-nfs', [
    ...files.fetchAll({ uefi: block.uefi }),
    ...files.fetchAll(block.images),
    unwritten('qemu-nfs-deploy'),
    ...(target.needsOverlay ? [lavaOverlay(context), ...servedOverlaySteps({ overlay: true })] : []),
    ...deployDeviceEnv(context),
  ]);
});
