// SPDX-License-Identifier: Apache-2.0
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { downloadArtefact } from '../../steps/artefact.ts';
import { overlayIfNeeded } from '../../steps/overlay.ts';
import { rootfsStep } from '../../steps/rootfs.ts';
import { type UuuBlock, uuuSchema } from './schema.ts';

export const uuu: Method<UuuBlock> = {
  ...uuuSchema,

  plan(context) {
    return { name: 'uuu-deploy', children: [...overlayIfNeeded(context), ...files(context)] };
  },
};

function files(context: PlanContext<UuuBlock>): StepSpec[] {
  const { block, target } = context;
  return Object.entries(block.images).flatMap(([key, image]) => [
    downloadArtefact(context, key, image).step,
    ...(image['apply-overlay'] && target.needsOverlay
      ? [rootfsStep(image.sparse ? 'apply-overlay-sparse-image' : 'apply-overlay-image')]
      : []),
  ]);
}
