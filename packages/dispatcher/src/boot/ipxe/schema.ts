// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { BootloaderBlock } from '../../steps/boot-schema.ts';

/** Commands at the prompt of iPXE. */
export const IpxeBlock = BootloaderBlock.extend({ method: z.literal('ipxe') });
export type IpxeBlock = z.infer<typeof IpxeBlock>;
