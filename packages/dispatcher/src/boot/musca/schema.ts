// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { BootBlock } from '../../steps/boot-schema.ts';

/** Resets an Arm Musca board and opens its console. */
export const MuscaBlock = BootBlock.extend({ method: z.literal('musca') });
export type MuscaBlock = z.infer<typeof MuscaBlock>;
