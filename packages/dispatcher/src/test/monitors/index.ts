// SPDX-License-Identifier: Apache-2.0
import type { TestMethod } from '../../engine/method.ts';
import { type MonitorsBlock, monitorsSchema } from './schema.ts';

export const monitors: TestMethod<MonitorsBlock> = {
  ...monitorsSchema,

  plan(context) {
    return {
      name: 'lava-test-monitor-retry',
      retry: true,
      children: [
        {
          name: 'lava-test-monitor',
          timeoutCode: 'test-timeout',
          run: async (run) => (await import('./run-monitors.ts')).runMonitors(run, context),
        },
      ],
    };
  },
};
