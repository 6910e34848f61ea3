// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { refusal } from '../../engine/refusal.ts';
import { downloadArtefacts } from '../../steps/artefact.ts';
import { overlayIfNeeded } from '../../steps/overlay.ts';
import { DownloadsBlock } from './schema.ts';

export const downloads: Method<DownloadsBlock> = {
  name: 'downloads',
  schema: DownloadsBlock,

  refuses({ block }) {
    return refusal([block.to === 'downloads', '`to` is not downloads']);
  },

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
