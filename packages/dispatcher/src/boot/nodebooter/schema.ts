// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { MethodSchema } from '../../job/method-schema.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const NodebooterBlock = BootBlock.extend({
  method: z.literal('nodebooter'),
  command: z.string().optional().describe('Command to run in the container.'),
  'downloads-namespace': z
    .string()
    .optional()
    .describe('Namespace whose downloads are mounted at /lava-downloads.'),
});
export type NodebooterBlock = z.infer<typeof NodebooterBlock>;

export const nodebooterSchema: MethodSchema<NodebooterBlock> = {
  name: 'nodebooter',
  words: ['nodebooter'],
  summary: 'Boots a machine over the network by a NodeBooter container on the worker.',
  schema: NodebooterBlock,

  refuses({ device, block }) {
    return refusal(
      [block.method === 'nodebooter', '`method` is not nodebooter'],
      deviceHas(device, 'boot', 'nodebooter'),
    );
  },
};
