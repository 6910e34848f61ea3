// SPDX-License-Identifier: Apache-2.0

import { rootfsStep } from '../../artefact/rootfs.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { unavailable } from '../../engine/unavailable.ts';
import { downloadArtefact } from '../../overlay/overlaid-artefact.ts';
import { overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type AvhBlock, avhSchema } from './schema.ts';

export const avh: Method<AvhBlock> = {
  ...avhSchema,

  plan(context) {
    return {
      name: 'deploy-avh-retry',
      retry: true,
      children: [
        {
          name: 'deploy-avh',
          validate: unavailable,
          children: [...overlayIfNeeded(context), ...files(context)],
        },
      ],
    };
  },
};

function files(context: PlanContext<AvhBlock>): StepSpec[] {
  const { block, target } = context;
  if (block.images) {
    return Object.entries(block.images).flatMap(([key, image]) => [
      downloadArtefact(context, key, image).step,
      ...(key === 'rootfs' && target.needsOverlay ? [rootfsStep('apply-overlay-image')] : []),
    ]);
  }
  if (!block.fw_package) return [];
  return [
    downloadArtefact(context, 'fw_package', block.fw_package).step,
    ...(target.needsOverlay ? [rootfsStep('apply-overlay-avh')] : []),
  ];
}
