// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { retry, step } from '../../engine/step.ts';
import { interactiveSchema } from './schema.ts';

export const interactive = method(interactiveSchema, (context) =>
  retry('lava-test-interactive-retry', [
    step(
      'lava-test-interactive',
      async (run) => (await import('./run-scripts.ts')).runScripts(run, context),
      {
        timeoutCode: 'test-timeout',
        validate: async () => (await import('./run-scripts.ts')).validateScripts(context),
      },
    ),
  ]),
);
