// SPDX-License-Identifier: Apache-2.0
import type { TestMethod } from '../../engine/method.ts';
import { type InteractiveBlock, interactiveSchema } from './schema.ts';

export const interactive: TestMethod<InteractiveBlock> = {
  ...interactiveSchema,

  plan(context) {
    return {
      name: 'lava-test-interactive-retry',
      retry: true,
      children: [
        {
          name: 'lava-test-interactive',
          timeoutCode: 'test-timeout',
          validate: async () => (await import('./run-scripts.ts')).validateScripts(context),
          run: async (run) => (await import('./run-scripts.ts')).runScripts(run, context),
        },
      ],
    };
  },
};
