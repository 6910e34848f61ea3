// SPDX-License-Identifier: Apache-2.0

import { rootfsStep } from '../../artefact/rootfs.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { downloadArtefact } from '../../overlay/overlaid-artefact.ts';
import { overlayIfNeeded } from '../../overlay/overlay-steps.ts';
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
