// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { BootloaderBlock } from '../../login/boot-schema.ts';

export const IpxeBlock = BootloaderBlock.extend({});
export type IpxeBlock = z.infer<typeof IpxeBlock>;

export const ipxeSchema = bootMethod({
  word: 'ipxe',
  summary: 'Commands at the prompt of iPXE.',
  block: IpxeBlock,
});
