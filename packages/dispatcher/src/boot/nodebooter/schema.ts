// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { Name } from '../../job/text-schema.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const NodebooterBlock = BootBlock.extend({
  command: z.string().optional().describe('Command to run in the container.'),
  'downloads-namespace': Name.optional().describe(
    'Namespace whose downloads are mounted at /lava-downloads.',
  ),
});
export type NodebooterBlock = z.infer<typeof NodebooterBlock>;

export const nodebooterSchema = bootMethod({
  word: 'nodebooter',
  summary: 'Boots a machine over the network by a NodeBooter container on the worker.',
  block: NodebooterBlock,
});
