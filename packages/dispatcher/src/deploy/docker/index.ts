// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { unwritten } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { deployDeviceEnv, lavaOverlay } from '../../overlay/overlay-steps.ts';
import { dockerSchema } from './schema.ts';

export const docker = method(dockerSchema, (context) => {
  new Deployment(context);
  return unwritten('deploy-docker', {
    children: [
      ...deployDeviceEnv(context),
      // The container mounts the directory: nothing is packed.
      ...(context.target.needsOverlay ? [lavaOverlay(context, 'lava-overlay', false)] : []),
    ],
  });
});
