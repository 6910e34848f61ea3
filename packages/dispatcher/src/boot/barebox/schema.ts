// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { BootloaderBlock } from '../../steps/boot-schema.ts';

/** Commands at the prompt of barebox. */
export const BareboxBlock = BootloaderBlock.extend({ method: z.literal('barebox') });
export type BareboxBlock = z.infer<typeof BareboxBlock>;
