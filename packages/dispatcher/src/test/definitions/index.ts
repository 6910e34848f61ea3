// SPDX-License-Identifier: Apache-2.0
import type { TestMethod } from '../../engine/method.ts';
import type { DefinitionsBlock } from '../../overlay/definition-schema.ts';
import { definitionsSchema } from './schema.ts';

export const definitions: TestMethod<DefinitionsBlock> = {
  ...definitionsSchema,

  plan(context) {
    return {
      name: 'lava-test-retry',
      retry: true,
      children: [
        {
          name: 'lava-test-shell',
          timeoutCode: 'test-timeout',
          run: async (run) => (await import('./test-shell.ts')).runTestShell(run, context),
        },
      ],
    };
  },
};
