// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { Artefact, images } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import type { MethodSchema } from '../../job/method-schema.ts';
import { refusal } from '../../job/refusal.ts';

export const DownloadBlock = DeployBlock.extend({ to: z.literal('download'), images: images(Artefact) });
export type DownloadBlock = z.infer<typeof DownloadBlock>;

export const downloadSchema: MethodSchema<DownloadBlock> = {
  name: 'download',
  words: ['download'],
  summary: 'Brings the device into fastboot and fetches files for later blocks.',
  schema: DownloadBlock,

  refuses({ block }) {
    return refusal([block.to === 'download', '`to` is not download']);
  },
};
