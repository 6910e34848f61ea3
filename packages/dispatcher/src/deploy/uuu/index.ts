// SPDX-License-Identifier: Apache-2.0
import { method, type PlanContext } from '../../engine/method.ts';
import { group, type StepSpec } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { imageOverlay } from '../../overlay/image-overlay.ts';
import { overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type UuuBlock, uuuSchema } from './schema.ts';

export const uuu = method(uuuSchema, (context) =>
  group('uuu-deploy', [...overlayIfNeeded(context), ...files(context)]),
);

function files(context: PlanContext<UuuBlock>): StepSpec[] {
  const files = new Deployment(context);
  return Object.entries(context.block.images).flatMap(([key, image]) => {
    const fetch = files.fetch(key, image);
    if (!image['apply-overlay'] || !context.target.needsOverlay) return [fetch];
    const { root_partition: partition, sparse = false } = image;
    return [fetch, imageOverlay(context, { key, file: files.file(key), partition, sparse })];
  });
}
