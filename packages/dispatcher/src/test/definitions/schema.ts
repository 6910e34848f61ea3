// SPDX-License-Identifier: Apache-2.0
import { testMethod } from '../../job/define-method.ts';
import { DefinitionsBlock } from '../../overlay/definition-schema.ts';

export const definitionsSchema = testMethod({
  word: 'definitions',
  summary: "Scripts that run in the device's shell and report through lava-test-case and its kin.",
  block: DefinitionsBlock,
  needs: ['deployment data', 'overlay', 'shell'],
});
