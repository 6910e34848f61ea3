// SPDX-License-Identifier: Apache-2.0
import { neededConsole } from '../../board/connection-key.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { group, type StepSpec, step } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { imageOverlay } from '../../overlay/image-overlay.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type RemovableBlock, removableSchema } from './schema.ts';

/** Seconds to write an image, where nothing else is said (LAVA's value). */
const WRITE_TIMEOUT = 600;

export const removable = method(removableSchema, (context) => {
  const overlay = overlayIfNeeded(context);
  const files = new Deployment(context);
  return group('storage-deploy', [
    ...overlay,
    ...fetch(context, files),
    ...('image' in context.block || 'images' in context.block ? [write(context, files)] : []),
    ...deployDeviceEnv(context),
  ]);
});

function fetch(context: PlanContext<RemovableBlock>, files: Deployment): StepSpec[] {
  const { block, target } = context;
  const images = block.images ?? (block.image ? { image: { ...block.image, 'apply-overlay': true } } : {});
  return Object.entries(images).flatMap(([key, image]) => {
    const step = files.fetch(key, image);
    if (!image['apply-overlay'] || !target.needsOverlay) return [step];
    return [step, imageOverlay(context, { key, file: files.file(key), partition: image.root_partition })];
  });
}

function write(context: PlanContext<RemovableBlock>, files: Deployment): StepSpec {
  const console = neededConsole(context);
  return step(
    'dd-image',
    async (run) => (await import('./write-image.ts')).writeImage(run, context, files.files, console.get()),
    {
      defaultTimeout: WRITE_TIMEOUT,
      validate: async () => (await import('./write-image.ts')).checkWriter(context.block),
    },
  );
}
