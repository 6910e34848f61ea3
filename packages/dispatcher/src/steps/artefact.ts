// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
import type { StepSpec } from '../engine/step.ts';
import type { Artefact } from './artefact-schema.ts';
import { type Download, downloadRetry } from './download.ts';
import { lavaOverlay } from './overlay.ts';

/**
 * Fetches an artefact and puts the overlays that it asks for into it.
 * @param key name of the artefact in the block, e.g. `kernel`
 */
export function downloadArtefact(context: PlanContext, key: string, artefact: Artefact): Download {
  if (!artefact.overlays) return downloadRetry(context, key, artefact);
  const after: StepSpec[] = [];
  for (const [name, overlay] of Object.entries(artefact.overlays)) {
    if (typeof overlay !== 'boolean') after.push(downloadRetry(context, `${key}.${name}`, overlay).step);
  }
  if (artefact.overlays.lava && !context.target.needsOverlay)
    after.push(lavaOverlay(context, 'lava-create-overlay'));
  after.push({ name: 'append-overlays' });
  return downloadRetry(context, key, artefact, after);
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
