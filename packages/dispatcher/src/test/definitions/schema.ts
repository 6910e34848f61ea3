// SPDX-License-Identifier: Apache-2.0
import type { TestMethodSchema } from '../../job/method-schema.ts';
import { DefinitionsBlock } from '../../overlay/definition-schema.ts';

export const definitionsSchema: TestMethodSchema<DefinitionsBlock> = {
  name: 'definitions',
  words: ['definitions'],
  summary: "Scripts that run in the device's shell and report through lava-test-case and its kin.",
  schema: DefinitionsBlock,
  needsDeploymentData: true,
  needsOverlay: true,
  needsShell: true,

  refuses({ block }) {
    return 'definitions' in block ? undefined : 'the block has no `definitions`';
  },
};
