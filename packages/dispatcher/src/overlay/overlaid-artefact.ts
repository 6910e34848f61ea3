// SPDX-License-Identifier: Apache-2.0

import type { Artefact } from '../artefact/artefact-schema.ts';
import { type Download, downloadRetry } from '../artefact/download.ts';
import type { ExtraOverlay } from '../artefact/file.ts';
import type { PlanContext } from '../engine/method.ts';
import type { StepSpec } from '../engine/step.ts';
import { lavaOverlay } from './overlay-steps.ts';

/**
 * Fetches an artefact and puts the overlays that it asks for into it.
 * @param key name of the artefact in the block, e.g. `kernel`
 */
export function downloadArtefact(context: PlanContext, key: string, artefact: Artefact): Download {
  if (!artefact.overlays) return downloadRetry(context, key, artefact);
  const downloads: StepSpec[] = [];
  const extra: ExtraOverlay[] = [];
  for (const [name, overlay] of Object.entries(artefact.overlays)) {
    if (typeof overlay === 'boolean') continue;
    const { step, file } = downloadRetry(context, `${key}.${name}`, overlay);
    downloads.push(step);
    extra.push({ name, format: overlay.format ?? 'file', path: overlay.path ?? '/', file });
  }
  const lava = artefact.overlays.lava === true;
  if (lava && !context.target.needsOverlay) downloads.push(lavaOverlay(context, 'lava-create-overlay'));
  return downloadRetry(context, key, artefact, (file) => [
    ...downloads,
    {
      name: 'append-overlays',
      async run(run) {
        const { appendOverlays } = await import('./append-overlays.ts');
        await appendOverlays(run, context.target, { key, artefact, file, extra, lava });
      },
    },
  ]);
}

/** All files of a mapping, in its order. */
export function downloadArtefacts(
  context: PlanContext,
  artefacts: Record<string, Artefact>,
  prefix = '',
): StepSpec[] {
  return Object.entries(artefacts).map(
    ([key, artefact]) => downloadArtefact(context, `${prefix}${key}`, artefact).step,
  );
}
