// SPDX-License-Identifier: Apache-2.0
import type { Method, PlanContext } from '../../engine/method.ts';
import { at } from '../../engine/read.ts';
import { refusal } from '../../engine/refusal.ts';
import type { StepSpec } from '../../engine/step.ts';
import { downloadArtefact } from '../../steps/artefact.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../steps/overlay.ts';
import { rootfsStep } from '../../steps/rootfs.ts';
import { RemovableBlock } from './schema.ts';

const MEDIA = ['sata', 'sd', 'usb'];

/** Seconds to write an image, where nothing else is said (LAVA's value). */
const WRITE_TIMEOUT = 600;

export const removable: Method<RemovableBlock> = {
  name: 'removable',
  schema: RemovableBlock,

  refuses({ device, block }) {
    const media = String(block.to);
    const label = String(block.device);
    return refusal(
      [MEDIA.includes(media), `\`to\` is none of ${MEDIA.join(', ')}`],
      ['device' in block, 'the block has no `device`'],
      [
        at(device, 'parameters', 'media', media, label, 'uuid') !== undefined,
        `the device has no ${media} media ${label} with a uuid`,
      ],
    );
  },

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
