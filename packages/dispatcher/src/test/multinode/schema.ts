// SPDX-License-Identifier: Apache-2.0
import { testMethod } from '../../job/define-method.ts';
import { refusal } from '../../job/refusal.ts';
import { DefinitionsBlock } from '../../overlay/definition-schema.ts';

export const multinodeSchema = testMethod({
  word: 'definitions',
  name: 'multinode',
  summary: 'Scripts of devices that talk to each other, in the shells of all of them.',
  block: DefinitionsBlock,
  priority: 2,
  needs: ['deployment data', 'overlay', 'shell'],

  refuses({ block }) {
    const group = block['lava-multinode'];
    const inGroup = typeof group === 'object' && group !== null && 'target_group' in group;
    return refusal(
      ['role' in block, 'the block has no `role`'],
      [inGroup, 'the job is not part of a group'],
      [!('monitors' in block || 'interactive' in block), 'the block has `monitors` or `interactive`'],
    );
  },
});
