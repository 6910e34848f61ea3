// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { group } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { fvpSchema } from './schema.ts';

export const fvp = method(fvpSchema, (context) => {
  const overlay = overlayIfNeeded(context);
  const files = new Deployment(context);
  return group('fvp-deploy', [...overlay, ...files.fetchAll(context.block.images)]);
});
