// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { DeployBlock } from '../../steps/deploy-schema.ts';

/** Makes the test overlay and nothing else; the device fetches it (`transfer_overlay`). */
export const OverlayBlock = DeployBlock.extend({ to: z.literal('overlay') });
export type OverlayBlock = z.infer<typeof OverlayBlock>;
