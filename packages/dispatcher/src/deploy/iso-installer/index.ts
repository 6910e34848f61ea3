// SPDX-License-Identifier: Apache-2.0
import { packageOverlay } from '../../artefact/rootfs-steps.ts';
import { method } from '../../engine/method.ts';
import { group, unwritten } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { deployDeviceEnv, lavaOverlay } from '../../overlay/overlay-steps.ts';
import { isoInstallerSchema } from './schema.ts';

export const isoInstaller = method(isoInstallerSchema, (context) => {
  const { images } = context.block;
  const files = new Deployment(context);
  return group('deploy-iso-installer', [
    unwritten('prepare-empty-image'),
    files.fetch('preseed', images.preseed),
    files.fetch('iso', images.iso),
    unwritten('pull-installer-files'),
    unwritten('prepare-qemu-commands'),
    ...(context.target.needsOverlay ? [lavaOverlay(context), packageOverlay('apply-overlay-guest')] : []),
    ...deployDeviceEnv(context),
  ]);
});
