// SPDX-License-Identifier: Apache-2.0
import type { TestMethod } from '../../engine/method.ts';
import { disconnectDevice } from '../../steps/connection.ts';
import { readFeedback } from '../../steps/feedback.ts';
import { lavaOverlay } from '../../steps/overlay.ts';
import { type DockerTestBlock, dockerTestSchema } from './schema.ts';

export const dockerTest: TestMethod<DockerTestBlock> = {
  ...dockerTestSchema,

  plan(context) {
    const { block, targets } = context;
    return {
      name: 'lava-docker-test',
      timeoutCode: 'test-timeout',
      children: [
        { name: 'lava-docker-test-set-environment', timeoutCode: 'test-timeout' },
        lavaOverlay(context, 'lava-create-overlay', false),
        ...(block.disconnect_connection ? [disconnectDevice()] : []),
        {
          name: 'role' in block ? 'lava-multinode-docker-test-shell' : 'lava-docker-test-shell',
          timeoutCode: 'test-timeout',
        },
        readFeedback(targets),
      ],
    };
  },
};
