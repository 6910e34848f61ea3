// SPDX-License-Identifier: Apache-2.0
import type { Artefact } from '../artefact/artefact-schema.ts';
import type { ArtefactFile } from '../artefact/file.ts';
import type { PlanContext } from '../engine/method.ts';
import type { Slot } from '../engine/slot.ts';
import { type Run, type StepSpec, step } from '../engine/step.ts';
import { OVERLAY } from './overlay.ts';

const ON_HOST = { timeoutCode: 'step-timeout' } as const;

/** Where in an image the test overlay goes. */
export interface OverlaidImage {
  /** Name of the artefact, for messages. */
  key: string;
  file: Slot<ArtefactFile> | undefined;
  /** 0-based number of the partition; the image is the file system when absent. */
  partition?: number | undefined;
  /** An Android sparse image. */
  sparse?: boolean;
}

/** Puts the test overlay into the file system of an image that was fetched. */
export function imageOverlay(context: PlanContext, image: OverlaidImage): StepSpec {
  const name = image.sparse ? 'apply-overlay-sparse-image' : 'apply-overlay-image';
  return overlayStep(context, name, image);
}

/** The same for an image in an archive that was unpacked. @param inside path of the image there */
export function packageOverlay(
  context: PlanContext,
  name: 'apply-overlay-qdl',
  image: OverlaidImage,
  inside: string,
): StepSpec {
  return overlayStep(context, name, image, inside);
}

function overlayStep(context: PlanContext, name: string, image: OverlaidImage, inside?: string): StepSpec {
  const overlay = context.target.find(OVERLAY);
  const { key, file, partition, sparse } = image;
  const artefact = { url: '', format: 'ext4', partition, sparse } as Artefact;
  return step(
    name,
    async (run: Run) => {
      if (!file || !overlay) return;
      const { appendOverlays, appendInside } = await import('./append-overlays.ts');
      const overlays = { key, artefact, file, extra: [], overlay: overlay.get() };
      if (inside === undefined) await appendOverlays(run, overlays);
      else await appendInside(run, overlays, inside);
      run.result({ success: 'the overlay is in the image' });
    },
    ON_HOST,
  );
}
