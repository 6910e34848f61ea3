// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';

export const OverlayBlock = DeployBlock.extend({});
export type OverlayBlock = z.infer<typeof OverlayBlock>;

export const overlaySchema = deployMethod({
  word: 'overlay',
  summary: 'Makes the test overlay and nothing else; the device fetches it (`transfer_overlay`).',
  block: OverlayBlock,
});
