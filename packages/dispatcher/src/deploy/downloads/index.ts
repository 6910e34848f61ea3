// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { downloadArtefacts } from '../../overlay/overlaid-artefact.ts';
import { overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type DownloadsBlock, downloadsSchema } from './schema.ts';

export const downloads: Method<DownloadsBlock> = {
  ...downloadsSchema,

  plan(context) {
    const { images, postprocess } = context.block;
    return {
      name: 'downloads',
      children: [
        ...overlayIfNeeded(context),
        ...downloadArtefacts(context, images),
        ...(postprocess?.docker ? [{ name: 'download-postprocess-docker' }] : []),
      ],
    };
  },
};
