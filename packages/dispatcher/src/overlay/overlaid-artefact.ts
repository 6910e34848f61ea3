// SPDX-License-Identifier: Apache-2.0

import { LavaError } from '@lava/protocol/error/error.ts';
import type { Artefact } from '../artefact/artefact-schema.ts';
import { type Download, downloadRetry } from '../artefact/download.ts';
import type { ExtraOverlay } from '../artefact/file.ts';
import type { PlanContext } from '../engine/method.ts';
import { type StepSpec, step } from '../engine/step.ts';
import { OVERLAY } from './overlay.ts';
import { lavaOverlay } from './overlay-steps.ts';

/**
 * Fetches an artefact and puts the overlays that it asks for into it.
 * @param key name of the artefact in the block, e.g. `kernel`
 */
export function downloadArtefact(context: PlanContext, key: string, artefact: Artefact): Download {
  if (!artefact.overlays || Object.keys(artefact.overlays).length === 0)
    return downloadRetry(context, key, artefact);
  const downloads: StepSpec[] = [];
  const extra: ExtraOverlay[] = [];
  for (const [name, overlay] of Object.entries(artefact.overlays)) {
    if (typeof overlay === 'boolean') continue;
    const { step: fetch, file } = downloadRetry(context, `${key}.${name}`, overlay);
    downloads.push(fetch);
    extra.push({ name, format: overlay.format ?? 'file', path: overlay.path ?? '/', file });
  }
  const lava = artefact.overlays.lava === true;
  if (lava && !context.target.needsOverlay) downloads.push(lavaOverlay(context, 'lava-create-overlay'));
  const own = lava ? context.target.find(OVERLAY) : undefined;
  return downloadRetry(context, key, artefact, (file) => [
    ...downloads,
    step('append-overlays', async (run) => {
      const { appendOverlays } = await import('./append-overlays.ts');
      if (lava && !own) throw noOverlayYet(key);
      await appendOverlays(run, { key, artefact, file, extra, overlay: own?.get() });
    }),
  ]);
}

function noOverlayYet(key: string): LavaError {
  return new LavaError('job-invalid', `this deploy method fetches ${key} before the test overlay is made`, {
    hint: `leave \`lava: true\` out of the overlays of ${key}`,
  });
}
