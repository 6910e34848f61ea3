// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { retry, step } from '../../engine/step.ts';
import { monitorsSchema } from './schema.ts';
import { suiteOf } from './suite.ts';

export const monitors = method(monitorsSchema, (context) =>
  retry('lava-test-monitor-retry', [
    step('lava-test-monitor', async (run) => (await import('./run-monitors.ts')).runMonitors(run, context), {
      timeoutCode: 'test-timeout',
      expects: () =>
        context.block.monitors.map((monitor) => ({ suite: suiteOf(monitor), cases: monitor.expected ?? [] })),
    }),
  ]),
);
