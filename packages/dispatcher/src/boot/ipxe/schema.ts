// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { MethodSchema } from '../../job/method-schema.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';
import { BootloaderBlock } from '../../login/boot-schema.ts';

export const IpxeBlock = BootloaderBlock.extend({ method: z.literal('ipxe') });
export type IpxeBlock = z.infer<typeof IpxeBlock>;

export const ipxeSchema: MethodSchema<IpxeBlock> = {
  name: 'ipxe',
  words: ['ipxe'],
  summary: 'Commands at the prompt of iPXE.',
  schema: IpxeBlock,

  refuses({ device, block }) {
    return refusal([block.method === 'ipxe', '`method` is not ipxe'], deviceHas(device, 'boot', 'ipxe'));
  },
};
