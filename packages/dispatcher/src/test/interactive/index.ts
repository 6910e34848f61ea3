// SPDX-License-Identifier: Apache-2.0
import type { TestMethod } from '../../engine/method.ts';
import { InteractiveBlock } from './schema.ts';

const REQUIRED = ['name', 'prompts', 'script'];

export const interactive: TestMethod<InteractiveBlock> = {
  name: 'interactive',
  schema: InteractiveBlock,
  needsDeploymentData: false,
  needsOverlay: false,
  needsShell: false,

  refuses({ block }) {
    const { interactive: listed } = block;
    if (!Array.isArray(listed)) return 'the block has no `interactive`';
    const missing = REQUIRED.filter((key) => listed.some((script) => !Object.hasOwn(Object(script), key)));
    return missing.length > 0 ? `a script lacks ${missing.join(', ')}` : undefined;
  },

  plan() {
    return {
      name: 'lava-test-interactive-retry',
      retry: true,
      children: [{ name: 'lava-test-interactive', timeoutCode: 'test-timeout' }],
    };
  },
};
