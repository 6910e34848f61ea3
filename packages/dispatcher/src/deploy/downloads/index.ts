// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { group, unwritten } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { downloadsSchema } from './schema.ts';

export const downloads = method(downloadsSchema, (context) => {
  const { images, postprocess } = context.block;
  const files = new Deployment(context);
  return group('downloads', [
    ...overlayIfNeeded(context),
    ...files.fetchAll(images),
    ...(postprocess?.docker ? [unwritten('download-postprocess-docker')] : []),
  ]);
});
