// SPDX-License-Identifier: Apache-2.0
import type { TestMethod } from '../../engine/method.ts';
import { DefinitionsBlock } from './schema.ts';

export const definitions: TestMethod<DefinitionsBlock> = {
  name: 'definitions',
  schema: DefinitionsBlock,
  needsDeploymentData: true,
  needsOverlay: true,
  needsShell: true,

  refuses({ block }) {
    return 'definitions' in block ? undefined : 'the block has no `definitions`';
  },

  plan() {
    return {
      name: 'lava-test-retry',
      retry: true,
      children: [{ name: 'lava-test-shell', timeoutCode: 'test-timeout' }],
    };
  },
};
