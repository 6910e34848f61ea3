// SPDX-License-Identifier: Apache-2.0
import type { TestMethod } from '../../engine/method.ts';
import { MonitorsBlock } from './schema.ts';

const REQUIRED = ['name', 'start', 'end', 'pattern'];

export const monitors: TestMethod<MonitorsBlock> = {
  name: 'monitors',
  schema: MonitorsBlock,
  needsDeploymentData: false,
  needsOverlay: false,
  needsShell: false,

  refuses({ block }) {
    const { monitors: listed } = block;
    if (!Array.isArray(listed)) return 'the block has no `monitors`';
    const missing = REQUIRED.filter((key) => listed.some((monitor) => !Object.hasOwn(Object(monitor), key)));
    return missing.length > 0 ? `a monitor lacks ${missing.join(', ')}` : undefined;
  },

  plan() {
    return {
      name: 'lava-test-monitor-retry',
      retry: true,
      children: [{ name: 'lava-test-monitor', timeoutCode: 'test-timeout' }],
    };
  },
};
