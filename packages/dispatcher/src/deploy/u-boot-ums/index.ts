// SPDX-License-Identifier: Apache-2.0
import { imageOverlay } from '../../artefact/rootfs-steps.ts';
import { method } from '../../engine/method.ts';
import { group } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { deployDeviceEnv, lavaOverlay } from '../../overlay/overlay-steps.ts';
import { uBootUmsSchema } from './schema.ts';

export const uBootUms = method(uBootUmsSchema, (context) => {
  const { block, target } = context;
  return group('uboot-ums-deploy', [
    new Deployment(context).fetch('image', block.image),
    ...(target.needsOverlay ? [lavaOverlay(context), imageOverlay(), ...deployDeviceEnv(context)] : []),
  ]);
});
