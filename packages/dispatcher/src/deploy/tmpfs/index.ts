// SPDX-License-Identifier: Apache-2.0

import { GUEST_DISK, IMAGES } from '../../artefact/images.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { downloadArtefact } from '../../overlay/overlaid-artefact.ts';
import { deployDeviceEnv, lavaOverlay } from '../../overlay/overlay-steps.ts';
import { type TmpfsBlock, tmpfsSchema } from './schema.ts';

export const tmpfs: Method<TmpfsBlock> = {
  ...tmpfsSchema,

  plan(context) {
    const { block, target } = context;
    const firmware = block.uefi ? { uefi: block.uefi } : {};
    const downloads = Object.entries({ ...firmware, ...block.images }).map(([key, image]) => {
      const { step, file } = downloadArtefact(context, key, image);
      return { key, step, image: { file, argument: (image as { image_arg?: string }).image_arg } };
    });
    return {
      name: 'deployimages',
      async run(run) {
        target.slot(IMAGES).set(new Map(downloads.map(({ key, image }) => [key, image])));
        target.slot(GUEST_DISK).clear();
        await run.children();
      },
      children: [
        ...(target.needsOverlay ? [lavaOverlay(context)] : []),
        ...deployDeviceEnv(context),
        ...downloads.map(({ step }) => step),
        ...(target.needsOverlay ? [applyOverlayGuest(context)] : []),
      ],
    };
  },
};

/** A disk with the overlay for the guest to mount, unless the overlay is in one of the images already. */
function applyOverlayGuest(context: PlanContext): StepSpec {
  return {
    name: 'apply-overlay-guest',
    timeoutCode: 'step-timeout',
    run: async (run) => (await import('./guest-disk.ts')).applyOverlayGuest(run, context),
  };
}
