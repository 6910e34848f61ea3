// SPDX-License-Identifier: Apache-2.0
import type { TestMethod } from '../../engine/method.ts';
import type { DefinitionsBlock } from '../../overlay/definition-schema.ts';
import { multinodeSchema } from './schema.ts';

/** Scripts whose devices talk to each other. Monitors and interactive tests of a group are the same as without one. */
export const multinode: TestMethod<DefinitionsBlock> = {
  ...multinodeSchema,

  plan() {
    return { name: 'multinode-test', timeoutCode: 'test-timeout' };
  },
};
