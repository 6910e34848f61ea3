// SPDX-License-Identifier: Apache-2.0
import { modulesStep, nfsrootSteps, servedOverlaySteps } from '../../artefact/rootfs-steps.ts';
import { method } from '../../engine/method.ts';
import { group } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { deployDeviceEnv, lavaOverlay } from '../../overlay/overlay-steps.ts';
import { nfsSchema } from './schema.ts';

export const nfs = method(nfsSchema, (context) => {
  const { nfsrootfs, modules } = context.block;
  const files = new Deployment(context, { served: 'nfs' });
  const parts = { nfsrootfs, modules, overlay: true };
  return group('nfs-deploy', [
    ...files.fetchAll({ nfsrootfs, modules }),
    ...nfsrootSteps(parts),
    lavaOverlay(context),
    modulesStep(parts),
    ...servedOverlaySteps(parts),
    ...deployDeviceEnv(context),
  ]);
});
