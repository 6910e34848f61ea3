// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { BootloaderBlock } from '../../login/boot-schema.ts';

export const BareboxBlock = BootloaderBlock.extend({});
export type BareboxBlock = z.infer<typeof BareboxBlock>;

export const bareboxSchema = bootMethod({
  word: 'barebox',
  summary: 'Commands at the prompt of barebox.',
  block: BareboxBlock,
  commands: 'required',
});
