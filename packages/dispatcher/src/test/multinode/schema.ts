// SPDX-License-Identifier: Apache-2.0
import type { TestMethodSchema } from '../../job/method-schema.ts';
import { at } from '../../job/read.ts';
import { refusal } from '../../job/refusal.ts';
import { DefinitionsBlock } from '../../overlay/definition-schema.ts';

export const multinodeSchema: TestMethodSchema<DefinitionsBlock> = {
  name: 'multinode',
  words: ['definitions'],
  summary: 'Scripts of devices that talk to each other, in the shells of all of them.',
  schema: DefinitionsBlock,
  priority: 2,
  needsDeploymentData: true,
  needsOverlay: true,
  needsShell: true,

  refuses({ block }) {
    return refusal(
      ['role' in block, 'the block has no `role`'],
      [at(block, 'lava-multinode', 'target_group') !== undefined, 'the job is not part of a group'],
      ['definitions' in block, 'the block has no `definitions`'],
      [!('monitors' in block || 'interactive' in block), 'the block has `monitors` or `interactive`'],
    );
  },
};
