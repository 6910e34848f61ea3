// SPDX-License-Identifier: Apache-2.0
import { imageOverlay } from '../../artefact/rootfs-steps.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { group, type StepSpec } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type UuuBlock, uuuSchema } from './schema.ts';

export const uuu = method(uuuSchema, (context) =>
  group('uuu-deploy', [...overlayIfNeeded(context), ...files(context)]),
);

function files(context: PlanContext<UuuBlock>): StepSpec[] {
  const { block, target } = context;
  const files = new Deployment(context);
  return Object.entries(block.images).flatMap(([key, image]) => [
    files.fetch(key, image),
    ...(image['apply-overlay'] && target.needsOverlay ? [imageOverlay(image.sparse)] : []),
  ]);
}
