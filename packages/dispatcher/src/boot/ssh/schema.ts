// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { MethodSchema } from '../../job/method-schema.ts';
import { textOf } from '../../job/read.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const SshBlock = BootBlock.extend({
  method: z.string().describe('ssh'),
  parameters: z
    .looseObject({
      hostID: z.string().optional().describe('Multinode message that tells the address of the host.'),
      host_key: z.string().optional().describe('Key of the address in that message.'),
    })
    .optional()
    .describe('Where the address of the host comes from.'),
});
export type SshBlock = z.infer<typeof SshBlock>;

export const sshSchema: MethodSchema<SshBlock> = {
  name: 'ssh',
  words: ['ssh'],
  summary: 'Logs in to a running system over SSH.',
  schema: SshBlock,

  refuses({ board, block }) {
    return refusal(
      [textOf(block.method).includes('ssh'), '`method` has no ssh in it'],
      deviceHas(board, 'boot', 'ssh'),
    );
  },
};
