// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { group } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { imageOverlay } from '../../overlay/image-overlay.ts';
import { deployDeviceEnv, lavaOverlay } from '../../overlay/overlay-steps.ts';
import { uBootUmsSchema } from './schema.ts';

export const uBootUms = method(uBootUmsSchema, (context) => {
  const { block, target } = context;
  const files = new Deployment(context);
  const fetch = files.fetch('image', block.image);
  if (!target.needsOverlay) return group('uboot-ums-deploy', [fetch]);
  const image = { key: 'image', file: files.file('image'), partition: block.image.root_partition };
  return group('uboot-ums-deploy', [
    fetch,
    lavaOverlay(context),
    imageOverlay(context, image),
    ...deployDeviceEnv(context),
  ]);
});
