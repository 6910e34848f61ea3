// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { Artefact, images } from '../../steps/artefact-schema.ts';
import { DeployBlock } from '../../steps/deploy-schema.ts';

/** Brings the device into fastboot and fetches files for later blocks. */
export const DownloadBlock = DeployBlock.extend({ to: z.literal('download'), images: images(Artefact) });
export type DownloadBlock = z.infer<typeof DownloadBlock>;
