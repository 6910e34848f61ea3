// SPDX-License-Identifier: Apache-2.0

import { rootfsStep } from '../../artefact/rootfs.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { downloadArtefact } from '../../overlay/overlaid-artefact.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type RemovableBlock, removableSchema } from './schema.ts';

/** Seconds to write an image, where nothing else is said (LAVA's value). */
const WRITE_TIMEOUT = 600;

export const removable: Method<RemovableBlock> = {
  ...removableSchema,

  plan(context) {
    return {
      name: 'storage-deploy',
      children: [
        ...overlayIfNeeded(context),
        ...files(context),
        { name: 'dd-image', defaultTimeout: WRITE_TIMEOUT },
        ...deployDeviceEnv(context),
      ],
    };
  },
};

function files(context: PlanContext<RemovableBlock>): StepSpec[] {
  const { block, target } = context;
  const overlay = target.needsOverlay ? [rootfsStep('apply-overlay-image')] : [];
  if (block.images) {
    return Object.entries(block.images).flatMap(([key, image]) => [
      downloadArtefact(context, key, image).step,
      ...(image['apply-overlay'] ? overlay : []),
    ]);
  }
  return block.image ? [downloadArtefact(context, 'image', block.image).step, ...overlay] : [];
}
