// SPDX-License-Identifier: Apache-2.0
import type { TestMethodSchema } from '../../engine/method-schema.ts';
import { DefinitionsBlock } from '../../steps/definition-schema.ts';

export const definitionsSchema: TestMethodSchema<DefinitionsBlock> = {
  name: 'definitions',
  words: ['definitions'],
  schema: DefinitionsBlock,
  needsDeploymentData: true,
  needsOverlay: true,
  needsShell: true,

  refuses({ block }) {
    return 'definitions' in block ? undefined : 'the block has no `definitions`';
  },
};
