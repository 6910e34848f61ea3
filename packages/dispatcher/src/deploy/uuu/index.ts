// SPDX-License-Identifier: Apache-2.0
import type { Method, PlanContext } from '../../engine/method.ts';
import { at } from '../../engine/read.ts';
import { refusal } from '../../engine/refusal.ts';
import type { StepSpec } from '../../engine/step.ts';
import { downloadArtefact } from '../../steps/artefact.ts';
import { overlayIfNeeded } from '../../steps/overlay.ts';
import { rootfsStep } from '../../steps/rootfs.ts';
import { UuuBlock } from './schema.ts';

export const uuu: Method<UuuBlock> = {
  name: 'uuu',
  schema: UuuBlock,

  refuses({ block }) {
    return refusal(
      [block.to === 'uuu', '`to` is not uuu'],
      ['images' in block, 'the block has no `images`'],
      [at(block, 'images', 'boot') !== undefined, '`images` has no `boot`'],
    );
  },

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
