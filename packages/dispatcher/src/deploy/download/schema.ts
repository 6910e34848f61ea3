// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import { Artefact, images } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';

export const DownloadBlock = DeployBlock.extend({ images: images(Artefact) });
export type DownloadBlock = z.infer<typeof DownloadBlock>;

export const downloadSchema = deployMethod({
  word: 'download',
  summary: 'Brings the device into fastboot and fetches files for later blocks.',
  block: DownloadBlock,
  needs: [],
});
