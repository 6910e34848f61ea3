// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { retry, step } from '../../engine/step.ts';
import { interactiveSchema } from './schema.ts';
import { suiteOf } from './suite.ts';

export const interactive = method(interactiveSchema, (context) =>
  retry('lava-test-interactive-retry', [
    step(
      'lava-test-interactive',
      async (run) => (await import('./run-scripts.ts')).runScripts(run, context),
      {
        timeoutCode: 'test-timeout',
        expects: () =>
          context.block.interactive.map((script) => ({
            suite: suiteOf(context, script),
            cases: script.expected ?? [],
          })),
        validate: async () => (await import('./run-scripts.ts')).validateScripts(context),
      },
    ),
  ]),
);
