// SPDX-License-Identifier: Apache-2.0
import type { TestMethod } from '../../engine/method.ts';
import { at } from '../../engine/read.ts';
import { refusal } from '../../engine/refusal.ts';
import { MultinodeBlock } from './schema.ts';

/** Scripts whose devices talk to each other. Monitors and interactive tests of a group are the same as without one. */
export const multinode: TestMethod<MultinodeBlock> = {
  name: 'multinode',
  schema: MultinodeBlock,
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

  plan() {
    return { name: 'multinode-test', timeoutCode: 'test-timeout' };
  },
};
