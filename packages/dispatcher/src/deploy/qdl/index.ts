// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { group } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { packageOverlay } from '../../overlay/image-overlay.ts';
import { overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { qdlSchema } from './schema.ts';

/** Name of the root file system in the archive, where the job says nothing else. */
const ROOTFS = 'rootfs.img';

export const qdl = method(qdlSchema, (context) => {
  const { block, target } = context;
  const overlaid = block.qcomflash['apply-overlay'] && target.needsOverlay;
  const overlay = overlayIfNeeded(context);
  const files = new Deployment(context);
  const fetch = files.fetch('qcomflash', { ...block.qcomflash, archive: 'tar' });
  const image = { key: 'qcomflash', file: files.file('qcomflash') };
  return group('qdl-deploy', [
    ...overlay,
    fetch,
    ...(overlaid ? [packageOverlay(context, 'apply-overlay-qdl', image, block.rootfs_image ?? ROOTFS)] : []),
  ]);
});
