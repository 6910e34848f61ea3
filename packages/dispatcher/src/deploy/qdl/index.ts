// SPDX-License-Identifier: Apache-2.0
import { packageOverlay } from '../../artefact/rootfs-steps.ts';
import { method } from '../../engine/method.ts';
import { unwritten } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { qdlSchema } from './schema.ts';

export const qdl = method(qdlSchema, (context) => {
  const { block, target } = context;
  const overlaid = block.qcomflash['apply-overlay'] && target.needsOverlay;
  const overlay = overlayIfNeeded(context);
  return unwritten('qdl-deploy', {
    children: [
      ...overlay,
      new Deployment(context).fetch('qcomflash', block.qcomflash),
      ...(overlaid ? [packageOverlay('apply-overlay-qdl')] : []),
    ],
  });
});
