// SPDX-License-Identifier: Apache-2.0
import { imageOverlay } from '../../artefact/rootfs-steps.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { group, type StepSpec, unwritten } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type RemovableBlock, removableSchema } from './schema.ts';

/** Seconds to write an image, where nothing else is said (LAVA's value). */
const WRITE_TIMEOUT = 600;

const write = unwritten('dd-image', { defaultTimeout: WRITE_TIMEOUT });

export const removable = method(removableSchema, (context) =>
  group('storage-deploy', [
    ...overlayIfNeeded(context),
    ...files(context),
    ...('image' in context.block || 'images' in context.block ? [write] : []),
    ...deployDeviceEnv(context),
  ]),
);

function files(context: PlanContext<RemovableBlock>): StepSpec[] {
  const { block, target } = context;
  const files = new Deployment(context);
  const overlay = target.needsOverlay ? [imageOverlay()] : [];
  if (block.images) {
    return Object.entries(block.images).flatMap(([key, image]) => [
      files.fetch(key, image),
      ...(image['apply-overlay'] ? overlay : []),
    ]);
  }
  return block.image ? [files.fetch('image', block.image), ...overlay] : [];
}
