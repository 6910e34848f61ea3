// SPDX-License-Identifier: Apache-2.0
import { imageOverlay, packageOverlay } from '../../artefact/rootfs-steps.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { retry, type StepSpec, unwritten } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type AvhBlock, avhSchema } from './schema.ts';

export const avh = method(avhSchema, (context) =>
  retry('deploy-avh-retry', [
    unwritten('deploy-avh', { children: [...overlayIfNeeded(context), ...files(context)] }),
  ]),
);

function files(context: PlanContext<AvhBlock>): StepSpec[] {
  const { block, target } = context;
  const files = new Deployment(context);
  if (block.images) {
    return Object.entries(block.images).flatMap(([key, image]) => [
      files.fetch(key, image),
      ...(key === 'rootfs' && target.needsOverlay ? [imageOverlay()] : []),
    ]);
  }
  if (!block.fw_package) return [];
  return [
    files.fetch('fw_package', block.fw_package),
    ...(target.needsOverlay ? [packageOverlay('apply-overlay-avh')] : []),
  ];
}
